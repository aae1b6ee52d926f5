"""Drafting a standard: from the need to the published edition.

A draft is kept as the files of a standard pack, each version of each file a row that is never
changed: what is rehearsed, reviewed and published is read by `library` exactly as a pack in a
folder is. Every change goes through the gate.
"""

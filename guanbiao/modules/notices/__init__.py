"""Notices: published to those they concern, read and confirmed."""

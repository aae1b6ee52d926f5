"""The businesses, one folder each; found by their ``module.py``."""

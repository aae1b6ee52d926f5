"""Accounts and security: what the three administrators order and read."""

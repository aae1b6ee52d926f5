"""Guanbiao 贯标: standards that run."""

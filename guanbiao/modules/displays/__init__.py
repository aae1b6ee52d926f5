"""Displays: screens on walls and at doors that show one page to whoever passes by."""

"""Meetings: rooms, devices, bookings with their preparation, signing in, plans and costs."""

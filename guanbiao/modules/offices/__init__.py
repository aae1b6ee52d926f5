"""Office space: sites, buildings, floors, rooms, and who works where."""

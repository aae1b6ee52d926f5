"""Standards systems: which standards a unit needs for its duties, has, and lacks."""

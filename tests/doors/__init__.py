"""Every door of the platform, tried by everybody: pages, verbs, attacks."""

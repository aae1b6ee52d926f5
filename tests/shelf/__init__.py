"""A library shelf: the smallest business there is, to try the gate without any real one."""

"""The project: settings, addresses, discovery, command line, embedded database, frame."""

"""Cases of all businesses: the verbs of an office, their page, their administration."""

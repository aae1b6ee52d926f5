"""Reading the standards: what is in force, clause by clause, and how each is executed."""

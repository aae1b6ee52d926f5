"""Papers: files with the records of every business, and who may open them."""

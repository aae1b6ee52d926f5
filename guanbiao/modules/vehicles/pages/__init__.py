"""The pages of the vehicles business, by hand until the kit is extracted from them."""

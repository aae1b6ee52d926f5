"""The exchange: what goes in and out as data – files, the API, prints – through the same gate."""

"""Pages of the organisation: reading, keeping units and persons, giving posts, delegations."""

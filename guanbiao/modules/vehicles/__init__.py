"""Official vehicles: ledger, quota, requests, dispatch, trips, fuel."""

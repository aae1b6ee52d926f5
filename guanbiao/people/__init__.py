"""Who somebody is: regions, units, persons, posts, delegations, sign-in.

Accounts are not persons: an account signs in, a person holds posts and acts. What a post may
do is said by the grants of published standards, never here.
"""

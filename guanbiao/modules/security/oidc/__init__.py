"""Our OpenID Connect provider: authorization code with PKCE, for systems registered by an act.

OpenID Connect Core 1.0 and Discovery 1.0, RFC 6749, RFC 7636 (S256 only) on Authlib.
"""

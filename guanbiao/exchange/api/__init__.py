"""The JSON API: every table can be read and every act done, by the same grants and the same gate.

A program comes with a token of a person (`exchange.tokens`); sessions of browsers are not
accepted, so no other site can make a browser write. Errors are problem documents (RFC 9457) in
Chinese. What each address takes and gives is generated from columns and forms.
"""

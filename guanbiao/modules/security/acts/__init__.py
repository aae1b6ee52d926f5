"""Every write of accounts and security."""

from guanbiao.modules.security.acts import accounts, clients, data

ACTS = (*accounts.ACTS, *data.ACTS, *clients.ACTS)

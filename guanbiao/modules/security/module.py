"""Accounts and security: orders about accounts, and the logs the audit administrator reads."""

from __future__ import annotations

from guanbiao.exchange import hooks as notices
from guanbiao.gate.describe import Block, MenuItem, Module, Page
from guanbiao.modules.security import facts
from guanbiao.modules.security.acts import ACTS
from guanbiao.modules.security.pages import accounts, clients, data, hooks, logs, oidc, tokens

VIEW, AUDIT = "security.account.view", "security.account.audit"
SEEN, REVEAL = "security.access.view", "security.access.reveal"
CLIENTS = "security.client.view"
MODULE = Module(
    name="security",
    label="账号与安全",
    block=Block.OFFICE,
    icon="shield",
    entities=(facts.ACCOUNT, facts.ACCESS, facts.KEY, facts.CLIENT),
    acts=ACTS,
    jobs={"security.hooks": notices.run},
    clocks={"security.hooks": 1},
    views={VIEW: "查看账号", AUDIT: "查看登录记录和账号事项", SEEN: "查看个人信息查看记录",
           CLIENTS: "查看接入系统"},
    pages=(
        Page("accounts/", accounts.listed, "security.accounts", act=VIEW),
        Page("accounts/new/", accounts.opened, "security.account_new",
             act="security.account.open", posts=True),
        Page("accounts/<int:key>/", accounts.account, "security.account", act=VIEW),
        Page("accounts/<int:key>/<slug:verb>/", accounts.order, "security.order", VIEW, posts=True),
        Page("signins/", logs.signins, "security.signins", act=AUDIT),
        Page("orders/", logs.orders, "security.orders", act=AUDIT),
        Page("people/<int:key>/", data.reveal, "security.reveal", act=REVEAL, posts=True),
        Page("clients/", clients.clients, "security.clients", act=CLIENTS, posts=True),
        Page("clients/<int:key>/disable/", clients.disabled, "security.client_disable",
             act="security.client.disable", posts=True),
        Page(".well-known/openid-configuration", oidc.discovery, "security.oidc_discovery",
             public=True),
        Page("oidc/jwks/", oidc.jwks, "security.oidc_jwks", public=True),
        Page("oidc/authorize/", oidc.authorize, "security.oidc_authorize"),
        Page("oidc/token/", oidc.token, "security.oidc_token", public=True, posts=True),
        Page("oidc/userinfo/", oidc.userinfo, "security.oidc_userinfo", public=True, posts=True),
        Page("exports/", logs.exports, "security.exports", act=AUDIT),
        Page("hooks/", hooks.mine, "security.hooks", posts=True),
        Page("tokens/", tokens.mine, "security.tokens", posts=True),
        Page("accesses/", data.accesses, "security.accesses", act=SEEN),
    ),
    menu=(
        MenuItem("账号", "security.accounts", "user", VIEW),
        MenuItem("接入系统", "security.clients", "send", CLIENTS),
        MenuItem("登录记录", "security.signins", "rows", AUDIT),
        MenuItem("导出记录", "security.exports", "out", AUDIT),
        MenuItem("账号事项", "security.orders", "shield", AUDIT),
        MenuItem("个人信息查看记录", "security.accesses", "search", SEEN),
    ),
    needs=("channels",),
)  # fmt: skip

"""What a browser says of itself, in a few words: ``Chrome 126 · Windows``.

The header (RFC 9110, 10.1.5) is written by the other side and may say anything, so this serves
recognising a device, never deciding. A handful of signs covers what sits on the desks and phones of
an office; what is not among them is called so, and its own words stay beside it.
"""

from __future__ import annotations

import re

BROWSERS = (
    ("wxwork", "企业微信"), ("MicroMessenger", "微信"), ("DingTalk", "钉钉"), ("Edg", "Edge"),
    ("EdgA", "Edge"), ("Firefox", "Firefox"), ("QQBrowser", "QQ 浏览器"), ("OPR", "Opera"),
    ("HeadlessChrome", "Chrome"), ("Chrome", "Chrome"), ("Version", "Safari"),
)  # fmt: skip
SYSTEMS = (
    ("HarmonyOS", "鸿蒙"), ("OpenHarmony", "鸿蒙"), ("Android", "安卓"), ("iPhone", "iPhone"),
    ("iPad", "iPad"), ("Windows", "Windows"), ("Mac OS", "macOS"), ("Linux", "Linux"),
)  # fmt: skip
"""What a browser calls itself contains the name of its forebears, so the order matters."""


def told(agent: str) -> str:
    """Browser with its main version and system, as far as the header tells."""
    if not agent:
        return "未知设备"
    if not agent.startswith("Mozilla/"):
        return f"程序 {re.split(r'[/ ]', agent)[0][:30]}".strip()
    system = next((word for sign, word in SYSTEMS if sign in agent), "其他系统")
    return f"{_browser(agent)} · {system}"


def _browser(agent: str) -> str:
    for sign, word in BROWSERS:
        if found := re.search(rf"\b{sign}/(\d{{1,4}})?", agent):
            return f"{word} {found[1] or ''}".strip()
    return "其他浏览器"

"""A device is told as people know it, whatever the header says."""

from __future__ import annotations

import pytest

from guanbiao.people.agents import told

WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64)"
CHROME = "AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36"
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15"


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (f"{WINDOWS} {CHROME}", "Chrome 126 · Windows"),
        (f"{WINDOWS} {CHROME} Edg/126.0.2592.81", "Edge 126 · Windows"),
        (f"{WINDOWS}; rv:128.0) Gecko/20100101 Firefox/128.0", "Firefox 128 · Windows"),
        (f"Mozilla/5.0 (X11; Linux x86_64) {CHROME}", "Chrome 126 · Linux"),
        (f"Mozilla/5.0 (Linux; Android 12; HarmonyOS; ANA) {CHROME}", "Chrome 126 · 鸿蒙"),
        (f"{PHONE} Version/17.5 Mobile/15E148 Safari/604.1", "Safari 17 · iPhone"),
        (f"{PHONE} Mobile/15E148 MicroMessenger/8.0.49", "微信 8 · iPhone"),
        (f"{WINDOWS} {CHROME} wxwork/4.1.26 MicroMessenger/7.0.1", "企业微信 4 · Windows"),
        ("Mozilla/5.0 (Fuchsia) Unheard/1.0", "其他浏览器 · 其他系统"),
        ("curl/8.5.0", "程序 curl"),
        ("<script>alert(1)</script>", "程序 <script>alert(1)<"),
        ("", "未知设备"),
    ],
)
def test_browser_and_system_in_a_few_words(agent: str, words: str) -> None:
    assert told(agent) == words

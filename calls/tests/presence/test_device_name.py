"""Short device names from User-Agent headers."""

import pytest

from calls.presence.device_name import device_name

CHROME = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36"
SAFARI = "AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1"
PHONE = CHROME.replace("X11; Linux x86_64", "Linux; Android 15; Pixel 9")


@pytest.mark.parametrize(
    ("user_agent", "name"),
    [
        (CHROME, "Chrome on Linux"),
        (PHONE, "Chrome on Android"),
        (f"{CHROME} Edg/140.0", "Edge on Linux"),
        (f"Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) {SAFARI}", "Safari on iPhone"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox on Mac"),
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox on Windows"),
        (PHONE.replace("Chrome/", "SamsungBrowser/28.0 Chrome/"), "Samsung Internet on Android"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("x" * 200, "x" * 40),
        ("", "unknown"),
    ],
)
def test_devices_have_short_names(user_agent: str, name: str) -> None:
    assert device_name(user_agent) == name

"""Where one is signed in is said in the words that people have for it."""

import pytest

from entente.web.signin.browsers import called

MOZILLA = "Mozilla/5.0"
WEBKIT = "AppleWebKit/537.36 (KHTML, like Gecko)"


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        (f"{MOZILLA} (X11; Linux x86_64) {WEBKIT} Chrome/130.0 Safari/537.36", "Chrome on Linux"),
        (f"{MOZILLA} (Windows NT 10.0) {WEBKIT} Chrome/130.0 Safari/537.36 Edg/130", "Edge on Windows"),
        (f"{MOZILLA} (Macintosh; Intel Mac OS X 14_6) {WEBKIT} Version/17.6 Safari/605", "Safari on Mac"),
        (f"{MOZILLA} (iPhone; CPU iPhone OS 18_0 like Mac OS X) {WEBKIT} CriOS/130 Safari/604",
         "Chrome on iPhone"),
        (f"{MOZILLA} (Android 14; Mobile; rv:131.0) Gecko/131.0 Firefox/131.0", "Firefox on Android"),
        ("curl/8.5.0", "curl/8.5.0"),
        (100 * "x", 40 * "x"),
        ("", "A browser that does not say"),
    ],
)  # fmt: skip
def test_a_browser_is_called_by_its_name(agent, name):
    assert called(agent=agent) == name

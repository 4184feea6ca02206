"""Pages that a network could reach are served in plain http only to those who insist."""

from pathlib import Path

import pytest

from entente.project.instance import Instance
from entente.project.trouble import Trouble

HOME, PLAIN, SAFE = "http://127.0.0.1:8400", "http://crm.example", "https://crm.example"


def told(monkeypatch, tmp_path: Path, host: str, **said: str) -> str:
    """The address that the pages are told, or why they are not served."""
    for name in ("ENTENTE_URL", "ENTENTE_PLAIN_HTTP"):
        monkeypatch.delenv(name, raising=False)
    for name, value in said.items():
        monkeypatch.setenv(name, value)
    try:
        around = Instance(data=tmp_path, host=host).surroundings(database_url="")
    except Trouble as trouble:
        return str(trouble)
    return around["ENTENTE_URL"]


@pytest.mark.parametrize("host", ["0.0.0.0", "::", ""])  # noqa: S104  it is what is refused
def test_every_network_is_served_behind_tls_only(monkeypatch, tmp_path, host):
    for said in ({}, {"ENTENTE_URL": HOME}, {"ENTENTE_URL": PLAIN}):
        words = told(monkeypatch, tmp_path, host, **said)
        assert words.startswith(
            f"Pages on {host or 'every address'} could be reached over a network"
        )
        assert words.endswith(
            "name its https:// address in ENTENTE_URL, or set ENTENTE_PLAIN_HTTP=yes."
        )

    assert told(monkeypatch, tmp_path, host, ENTENTE_URL=SAFE) == SAFE
    assert told(monkeypatch, tmp_path, host, ENTENTE_PLAIN_HTTP="yes") == HOME


def test_the_loopback_needs_none(monkeypatch, tmp_path):
    assert told(monkeypatch, tmp_path, "127.0.0.1") == HOME

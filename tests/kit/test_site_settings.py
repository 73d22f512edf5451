"""The pair's settings: none for one installation alone, refused by a sentence, TLS beyond the loopback."""

from pathlib import Path

import pytest

from churnvision.kit.site_settings import Address, SiteSettingInvalid, read_site
from churnvision.kit.site_state import (
    SiteState,
    SiteStateDamaged,
    change_site_state,
    read_site_state,
    write_site_state,
)

LOOPBACK = {"CHURNVISION_SITE_NAME": "alpha", "CHURNVISION_SITE_LISTEN": "127.0.0.1:5433"}


def test_without_a_name_and_a_listener_there_is_no_second_site() -> None:
    assert read_site({}) is None
    found = read_site(LOOPBACK)
    assert found is not None
    assert (found.listen, found.peer, found.slot) == (Address("127.0.0.1", 5433), None, "churnvision_alpha")
    assert (found.is_synchronous, found.slot_megabytes, found.needs_peer) == (False, 4096, False)


@pytest.mark.parametrize(
    ("variable", "value", "reason"),
    [
        ("NAME", "Alpha", "small letters"),
        ("NAME", "", "small letters"),
        ("NAME", "a" * 41, "small letters"),
        ("LISTEN", "", "is not set"),
        ("LISTEN", "5433", "give host and port"),
        ("LISTEN", "127.0.0.1:0", "give a port"),
        ("LISTEN", "127.0.0.1:65536", "give a port"),
        ("LISTEN", "host name:5433", "give host and port"),
        ("LISTEN", "10.0.0.5:5433", "name the server's certificate and key"),
        ("LISTEN", "0.0.0.0:5433", "name the server's certificate and key"),
        ("PEER", "10.0.0.6:5433", "name the authority"),
        ("PEER", "db.example.org", "give host and port"),
        ("SYNCHRONOUS", "yes", "give on or off"),
        ("NEEDS_PEER", "1", "give on or off"),
        ("SLOT_MEGABYTES", "0", "a number of megabytes"),
        ("SLOT_MEGABYTES", "-1", "a number of megabytes"),
        ("FENCE_COMMAND", "ipmitool 'off", "cannot be read as a command"),
        ("TLS_AUTHORITY", "/nowhere/ca.crt", "does not exist"),
    ],
)
def test_a_value_that_cannot_be_used_is_named(variable: str, value: str, reason: str) -> None:
    with pytest.raises(SiteSettingInvalid, match=reason) as refused:
        read_site({**LOOPBACK, f"CHURNVISION_SITE_{variable}": value})
    assert refused.value.facts["variables"] == [f"CHURNVISION_SITE_{variable}"]


@pytest.mark.parametrize("host", ["127.0.0.1", "127.9.9.9", "::1", "localhost"])
def test_the_loopback_needs_no_certificate(host: str) -> None:
    text = f"[{host}]:5433" if ":" in host else f"{host}:5433"
    found = read_site({**LOOPBACK, "CHURNVISION_SITE_LISTEN": text, "CHURNVISION_SITE_PEER": text})
    assert found is not None and str(found.listen) == text


def test_what_a_site_remembers_is_whole_or_refused(tmp_path: Path) -> None:
    assert read_site_state(tmp_path) is None
    state = SiteState("alpha", "7", epoch=3, fence="It was stopped.")
    write_site_state(tmp_path, state)
    assert read_site_state(tmp_path) == state
    assert change_site_state(tmp_path, SiteState("x"), epoch=4) == state.with_(epoch=4)
    file = tmp_path / "site" / "state.json"
    text = file.read_text()
    for damaged in (
        "",
        text[:-5],
        text.replace('"format": 1', '"format": 2'),
        "[]",
        text.replace("name", "n"),
    ):
        file.write_text(damaged)
        with pytest.raises(SiteStateDamaged, match="nobody knows whether this site may write"):
            read_site_state(tmp_path)

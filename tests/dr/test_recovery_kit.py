"""The recovery kit: printed, readable by a phone, and believed only once its words come back."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from churnvision.dr.errors import KeyRefused
from churnvision.dr.keys import Passphrase, add_key, find_keys
from churnvision.dr.listing import list_backups
from churnvision.dr.recovery_kit import check_words, confirm_kit, confirmed_at, write_kit
from churnvision.dr.settings import RecoverySettings, read_settings
from tests.dr.installation import KEY, OTHER_KEY


@pytest.fixture
def settings(tmp_path: Path) -> RecoverySettings:
    return read_settings(
        {
            "CHURNVISION_VAR": str(tmp_path / "var"),
            "CHURNVISION_BACKUPS": str(tmp_path / "backups"),
            "BACKUP_ENCRYPTION_KEY": KEY,
        }
    )


def test_the_page_holds_every_key_and_the_words_and_asks_nothing_of_the_network(
    settings: RecoverySettings, tmp_path: Path
) -> None:
    ring = add_key(settings.keys, "20261128_000000").read_text().strip()
    page = tmp_path / "kit.html"

    write_kit(settings, find_keys(settings), page)

    text = page.read_text()
    assert KEY.replace("&", "&amp;") in text
    assert ring in text
    assert text.count("<svg") == 2
    assert check_words(find_keys(settings)[0]) in text
    assert not re.search(r"(src|href)=|https?://(?!www\.w3\.org)", text)
    assert page.stat().st_mode & 0o077 == 0


def test_a_kit_is_never_written_over(settings: RecoverySettings, tmp_path: Path) -> None:
    (tmp_path / "kit.html").write_text("another paper")
    with pytest.raises(FileExistsError):
        write_kit(settings, find_keys(settings), tmp_path / "kit.html")


@pytest.mark.fault("F8")
def test_only_the_words_of_the_present_key_confirm(settings: RecoverySettings) -> None:
    keys = find_keys(settings)
    assert list_backups(settings, keys).kit_confirmed_at is None
    other = check_words(Passphrase(OTHER_KEY, "elsewhere"))
    for words in ("", other, check_words(keys[0])[:-1]):
        with pytest.raises(KeyRefused, match="export-kit"):
            confirm_kit(settings, keys[0], words)
    assert confirmed_at(settings, keys[0]) is None

    confirm_kit(settings, keys[0], check_words(keys[0]).upper().replace(" ", "  "))

    assert list_backups(settings, keys).kit_confirmed_at is not None


def test_a_new_key_needs_a_new_kit(settings: RecoverySettings) -> None:
    confirm_kit(settings, find_keys(settings)[0], check_words(find_keys(settings)[0]))
    changed = replace(settings, environment_key=OTHER_KEY)
    assert list_backups(changed, find_keys(changed)).kit_confirmed_at is None


def test_words_can_be_spoken_and_differ_by_key() -> None:
    words = check_words(Passphrase(KEY, "here"))
    assert re.fullmatch(r"([bdfghjklmnprstvz][aiou][bdfghjklmnprstvz][aiou][bdfghjklmnprstvz] ?){4}", words)
    assert words != check_words(Passphrase(OTHER_KEY, "here"))

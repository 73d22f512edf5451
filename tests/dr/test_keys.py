"""Which keys are good enough, where they come from, and which one opens what."""

import os
import secrets
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from churnvision.dr.errors import KeyRefused, KeyWrong
from churnvision.dr.keys import (
    Passphrase,
    add_key,
    authentication_key,
    choose_key,
    find_keys,
    is_guessable,
    require_strong,
)
from churnvision.dr.settings import RecoverySettings, read_settings
from tests.dr.installation import KEY, OTHER_KEY


@pytest.fixture
def settings(tmp_path: Path) -> RecoverySettings:
    """Without any key."""
    return read_settings({"CHURNVISION_VAR": str(tmp_path / "var")})


@pytest.mark.fault("A8")
@pytest.mark.parametrize(
    ("key", "complaint"),
    [
        ("", "is empty"),
        ("your-32-char-key-here", "has 21 characters"),
        (KEY[:31], "has 31 characters"),
        (KEY + "\r", "line end of Windows"),
        (" " + KEY, "blank at an end"),
        ("a" * 40, "can be guessed"),
        ("0123456789" * 4, "can be guessed"),
        ("abcdefghijklmnopqrstuvwxyz0123456789", "can be guessed"),
        ("passwordpasswordpasswordpassword", "can be guessed"),
        ("change-this-to-your-backup-encryption-key", "can be guessed"),
        ("churnvision-enterprise-backup-key-2026", "can be guessed"),
        ("qwertyqwertyqwertyqwertyqwertyqwerty", "can be guessed"),
        ("x" * 501, "longer than"),
    ],
)
def test_a_weak_key_is_refused_without_being_shown(key: str, complaint: str) -> None:
    with pytest.raises(KeyRefused, match=complaint) as raised:
        require_strong(key, "a test")
    assert len(key) < 8 or key not in raised.value.message


def test_random_keys_are_never_taken_for_guessable_ones() -> None:
    makers = [lambda: secrets.token_hex(32), lambda: secrets.token_urlsafe(24), lambda: secrets.token_hex(16)]
    keys = [maker() for maker in makers for _ in range(2000)]
    keys.append("d01000522edc79eefdd3a4771dedcfee")  # half of its steps are small
    assert not [key for key in keys if is_guessable(key)]


def test_without_any_key_the_sentence_says_how_to_make_one(settings: RecoverySettings) -> None:
    with pytest.raises(KeyRefused, match="churnvision dr key new"):
        find_keys(settings)


def test_the_environment_writes_and_the_ring_goes_on_reading(settings: RecoverySettings) -> None:
    first = add_key(settings.keys, "20260101_000000")
    second = add_key(settings.keys, "20260202_000000")
    assert [key.origin for key in find_keys(settings)] == [str(second), str(first)]
    assert find_keys(replace(settings, environment_key=KEY))[0].text == KEY


def test_a_key_in_the_ring_is_never_made_anew(settings: RecoverySettings) -> None:
    file = add_key(settings.keys, "20260101_000000")
    before = file.read_text()
    with pytest.raises(FileExistsError):
        add_key(settings.keys, "20260101_000000")
    assert file.read_text() == before
    assert file.stat().st_mode & 0o077 == 0


def test_a_named_key_is_the_only_one(settings: RecoverySettings, tmp_path: Path) -> None:
    file = tmp_path / "other.key"
    file.write_text(OTHER_KEY + "\nanother line\n")
    found = find_keys(replace(settings, environment_key=KEY), str(file))
    assert [key.text for key in found] == [OTHER_KEY]


def test_a_key_comes_through_a_descriptor(settings: RecoverySettings) -> None:
    reading, writing = os.pipe()
    os.write(writing, KEY.encode() + b"\n")
    os.close(writing)
    try:
        assert find_keys(settings, f"fd:{reading}")[0].text == KEY
    finally:
        os.close(reading)


@pytest.mark.parametrize("nonsense", ["a folder", "a pipe", "missing", "binary", "fd:x", "fd:987"])
def test_nonsense_as_a_key_is_refused_at_once(
    settings: RecoverySettings, tmp_path: Path, nonsense: str
) -> None:
    name = str(tmp_path / "key")
    match nonsense:
        case "a folder":
            (tmp_path / "key").mkdir()
        case "a pipe":
            os.mkfifo(tmp_path / "key")
        case "binary":
            (tmp_path / "key").write_bytes(os.urandom(64) + b"\xff\xfe")
        case "fd:x" | "fd:987":
            name = nonsense
    with pytest.raises(KeyRefused):
        find_keys(settings, name)


def test_the_key_id_chooses_and_tells_a_wrong_key_from_a_right_one() -> None:
    salt = os.urandom(16)
    keys = [Passphrase(OTHER_KEY, "other"), Passphrase(KEY, "right")]
    wanted = authentication_key(keys[1], salt)
    assert choose_key(keys, salt, wanted.key_id) == (keys[1], wanted)
    with pytest.raises(KeyWrong, match="other"):
        choose_key(keys[:1], salt, wanted.key_id)


def test_the_derived_key_is_what_openssl_derives() -> None:
    salt = bytes(range(16))
    done = subprocess.run(
        ["openssl", "kdf", "-keylen", "32", "-kdfopt", "digest:SHA256", "-kdfopt", f"pass:{KEY}", "-kdfopt",
         f"hexsalt:{salt.hex()}", "-kdfopt", "iter:600000", "PBKDF2"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    theirs = bytes.fromhex(done.stdout.strip().replace(":", ""))
    assert authentication_key(Passphrase(KEY, "a test"), salt).secret == theirs

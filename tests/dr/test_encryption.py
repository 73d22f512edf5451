"""The encrypted stream is openssl's own, in both directions."""

import os
import subprocess
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from churnvision.dr.encryption import Decryptor, Encryptor
from churnvision.dr.errors import BackupDamaged
from tests.dr.installation import KEY, OTHER_KEY


def encrypt(content: bytes, key: str = KEY) -> bytes:
    """In chunks of odd sizes."""
    encryptor = Encryptor(key)
    parts = [encryptor.update(content[start : start + 1000]) for start in range(0, len(content), 1000)]
    return b"".join([*parts, encryptor.finish()])


def decrypt(file: bytes, key: str = KEY) -> bytes:
    """In chunks of odd sizes."""
    decryptor = Decryptor(key)
    parts = [decryptor.update(file[start : start + 777]) for start in range(0, len(file), 777)]
    return b"".join([*parts, decryptor.finish()])


@pytest.mark.parametrize("length", [0, 1, 15, 16, 17, 999, 1000, 1001, 300_000])
def test_openssl_decrypts_what_we_encrypt_and_the_other_way_round(tmp_path: Path, length: int) -> None:
    content = os.urandom(length)
    line = ["openssl", "enc", "-aes-256-cbc", "-pbkdf2", "-pass", f"pass:{KEY}"]
    ours = subprocess.run([*line, "-d"], input=encrypt(content), capture_output=True, check=True)
    theirs = subprocess.run(line, input=content, capture_output=True, check=True)
    assert ours.stdout == content
    assert decrypt(theirs.stdout) == content


@given(st.binary(max_size=5000), st.integers(1, 400))
def test_any_content_survives_in_any_chunks(content: bytes, size: int) -> None:
    encryptor = Encryptor(KEY, salt=b"saltsalt")
    parts = [encryptor.update(content[at : at + size]) for at in range(0, len(content), size)]
    assert decrypt(b"".join([*parts, encryptor.finish()])) == content


@pytest.mark.parametrize("length", [0, 1, 7, 8, 15, 16, 17, 31, 33])
def test_a_cut_file_is_damaged(length: int) -> None:
    with pytest.raises(BackupDamaged):
        decrypt(encrypt(b"x" * 100)[:length])


def test_a_file_of_another_program_is_damaged() -> None:
    with pytest.raises(BackupDamaged, match="Salted__"):
        decrypt(b"PK\x03\x04" + bytes(100))


def test_another_key_is_noticed_or_gives_another_content() -> None:
    file = encrypt(b"the content of a database")
    with suppress(BackupDamaged):
        assert decrypt(file, OTHER_KEY) != b"the content of a database"

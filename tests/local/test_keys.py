"""Keys are made once and are their owner's alone."""

import stat

import pytest

from churnvision.local.errors import DataIncomplete
from churnvision.local.keys import read_or_make_keys
from churnvision.local.layout import Layout


def test_every_key_is_made_once_with_256_bits_and_read_by_its_owner_alone(layout: Layout) -> None:
    first = read_or_make_keys(layout)
    contents = {file.name: file.read_text() for file in layout.keys.iterdir()}
    assert {"backup.key", "secret.key"} <= contents.keys()
    for file in layout.keys.iterdir():
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        assert len(bytes.fromhex(file.read_text().strip())) == 32
    assert len(set(contents.values())) == len(contents)
    assert read_or_make_keys(layout) == first
    assert {file.name: file.read_text() for file in layout.keys.iterdir()} == contents


def test_an_emptied_key_is_refused_not_replaced(layout: Layout) -> None:
    read_or_make_keys(layout)
    (layout.keys / "backup.key").write_text("")
    with pytest.raises(DataIncomplete, match=r"backup\.key is empty"):
        read_or_make_keys(layout)


def test_the_data_folder_is_closed_to_others(layout: Layout) -> None:
    for folder in (layout.var, layout.keys, layout.run, layout.logs):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700

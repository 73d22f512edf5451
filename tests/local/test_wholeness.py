"""A half-deleted data folder is refused and left as it is."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from churnvision.local.errors import DataIncomplete, FolderUnusable
from churnvision.local.layout import Layout
from churnvision.local.settings import LocalSettings
from churnvision.local.stack import Stack
from churnvision.local.wholeness import is_first_start, prepare_folders, require_whole_data


@pytest.fixture
def whole(local_settings: LocalSettings) -> Iterator[Layout]:
    """A data folder that was started once."""
    prepare_folders(local_settings.layout)
    stack = Stack(local_settings, report=lambda _step: None)
    try:
        stack.start_stores()
    finally:
        stack.stop()
    yield local_settings.layout


def tree(folder: Path) -> set[Path]:
    return set(folder.rglob("*"))


def test_a_whole_data_folder_passes_and_losing_any_part_is_refused_by_name(whole: Layout) -> None:
    require_whole_data(whole)
    parts = ["pg/PG_VERSION", "pg/global/pg_control", "pg/pg_wal", "pg/base", "keys/backup.key"]
    for part in [*parts, "keys/postgres-owner.password", "pg"]:
        hidden = whole.var / "hidden"
        (whole.var / part).rename(hidden)
        before = tree(whole.var)
        with pytest.raises(DataIncomplete, match=part):
            prepare_folders(whole)
        assert tree(whole.var) == before
        hidden.rename(whole.var / part)
    require_whole_data(whole)


def test_folders_without_data_are_simply_made_again(whole: Layout) -> None:
    for folder in (whole.logs, whole.run, whole.valkey, whole.sample):
        shutil.rmtree(folder)
    prepare_folders(whole)
    assert whole.logs.is_dir()


def test_a_removed_data_folder_is_a_first_start(whole: Layout) -> None:
    shutil.rmtree(whole.var)
    assert is_first_start(whole)
    prepare_folders(whole)


def test_a_file_where_the_data_folder_should_be_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "var").write_text("in the way")
    with pytest.raises(FolderUnusable, match="CHURNVISION_VAR"):
        prepare_folders(Layout(tmp_path / "var", tmp_path / "models"))

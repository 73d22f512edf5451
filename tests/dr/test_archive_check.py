"""The check of an archive finds whatever is wrong in it."""

import os
from collections.abc import Callable

import pytest

from churnvision.dr.archive import ClusterArchive
from churnvision.dr.archive_check import check_archive
from churnvision.dr.keys import find_keys
from tests.dr.archived_cluster import Recoverable
from tests.dr.faults import flip

FAULTS: dict[str, tuple[Callable[[ClusterArchive], object], str]] = {
    "the first file that the base needs": (
        lambda it: it.path(next(iter(segments_of(it)[1:]))).unlink(),
        "The log has a gap",
    ),
    "the newest file": (lambda it: it.path(segments_of(it)[-1]).unlink(), "The log has a gap"),
    "a bit of the base": (lambda it: flip(next(it.bases.glob("*.enc")), 100_000), "bytes were changed"),
    "the end of the base": (
        lambda it: os.truncate(next(it.bases.glob("*.enc")), 4096), "it is cut or changed"
    ),
    "a number in the base's manifest": (
        lambda it: next(it.bases.glob("*.json")).write_text(
            next(it.bases.glob("*.json")).read_text().replace('"timeline": 1', '"timeline": 2')
        ),
        "was changed",
    ),
    "the base's signature": (lambda it: next(it.bases.glob("*.sig")).unlink(), "is missing"),
    "the base's name": (
        lambda it: [
            file.rename(file.with_name("base_20300101_000000." + file.name.split(".", 1)[1]))
            for file in list(it.bases.iterdir())
        ],
        "were renamed",
    ),
}  # fmt: skip


def segments_of(kept: ClusterArchive) -> list[str]:
    return [name for name in kept.names() if len(name) == 24]


@pytest.mark.fault("D1", "D15")
@pytest.mark.parametrize("fault", FAULTS)
def test_the_check_of_an_archive_finds_what_is_wrong(recoverable: Recoverable, fault: str) -> None:
    kept, keys = recoverable.cluster.archive, find_keys(recoverable.cluster.settings)
    assert check_archive(kept, keys).problems == []
    spoil, sentence = FAULTS[fault]
    spoil(kept)
    problems = check_archive(kept, keys).problems
    assert problems
    assert sentence in problems[0]

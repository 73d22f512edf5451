"""The scanner knows what a dump holds, however it is cut into chunks."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from churnvision.dr.dump_text import LAST_LINE, DumpScanner

DUMP = (
    b"-- a comment\n\\restrict abc\nSET x = 1;\n"
    b"COPY public.users (id, name) FROM stdin;\n1\tAnna\n2\tCOPY public.other (id) FROM stdin;\n\\.\n\n"
    b"COPY public.nobody (id) FROM stdin;\n\\.\n"
    b'COPY public."two words" (id) FROM stdin;\n3\n\\.\n'
    b"SELECT pg_catalog.setval('public.users_id_seq', 2, true);\n"
    b"SELECT pg_catalog.setval('public.\"it''s\"', 1, false);\n"
    b"-- PostgreSQL database dump complete\n\\unrestrict abc\n" + LAST_LINE
)


def check(scanner: DumpScanner) -> None:
    """What every way of cutting must find."""
    assert scanner.rows == {"public.users": 2, "public.nobody": 0, 'public."two words"': 1}
    assert scanner.sequences == {"public.users_id_seq": (2, True), 'public."it\'s"': (1, False)}
    assert scanner.ended_whole()


@given(st.lists(st.integers(0, len(DUMP)), max_size=30))
def test_every_way_of_cutting_finds_the_same(cuts: list[int]) -> None:
    edges = [0, *sorted(cuts), len(DUMP)]
    scanner = DumpScanner()
    for start, end in pairwise(edges):
        scanner.feed(DUMP[start:end])
    check(scanner)


def test_one_byte_at_a_time_finds_the_same() -> None:
    scanner = DumpScanner()
    for byte in DUMP:
        scanner.feed(bytes([byte]))
    check(scanner)


def test_a_cut_dump_is_not_complete() -> None:
    for length in range(len(DUMP)):
        scanner = DumpScanner()
        scanner.feed(DUMP[:length])
        assert not scanner.ended_whole()


def test_a_dump_that_does_not_release_psql_is_not_whole() -> None:
    scanner = DumpScanner()
    scanner.feed(DUMP.replace(b"\\unrestrict abc\n", b""))
    assert not scanner.ended_whole()

"""Rules of the house that no linter knows; each walks the source as it is."""

import ast
import importlib
import json
import re
import statistics
from collections.abc import Iterator
from pathlib import Path

from churnvision.kit.migrations import import_every_table
from churnvision.kit.settings import Settings
from churnvision.kit.tables import Base
from churnvision.web.app import build_app
from churnvision.web.guards import api_routes, guards_of

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src" / "churnvision"
FEATURES = SOURCE / "features"
MAXIMUM_LINES = 400
SHARED_BY_FEATURES = {"service", "schemas", "tables", "errors"}
FORBIDDEN_WORDS = {
    "manager", "helper", "helpers", "util", "utils", "processor", "enhanced", "intelligent", "smart",
    "advanced", "v2", "legacy", "misc", "common",
}  # fmt: skip


def modules(folder: Path = SOURCE) -> Iterator[Path]:
    """Every Python file of ours below a folder."""
    yield from sorted(folder.rglob("*.py"))


def imported_names(file: Path) -> Iterator[str]:
    """The dotted names that a file imports, `from a import b` as "a.b"."""
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def words_of(name: str) -> set[str]:
    """The words in a name, of either case style."""
    return {word.lower() for word in re.findall(r"[A-Z]?[a-z0-9]+|[A-Z]+(?![a-z])", name)}


def test_no_module_is_longer_than_400_lines() -> None:
    lengths = {file: len(file.read_text().splitlines()) for file in [*modules(), *modules(ROOT / "tests")]}
    too_long = {str(file.relative_to(ROOT)): n for file, n in lengths.items() if n > MAXIMUM_LINES}
    assert not too_long
    print(f"median {statistics.median(lengths.values()):.0f} lines in {len(lengths)} files")


def test_a_feature_uses_another_only_through_its_service_schemas_tables_or_errors() -> None:
    strangers = []
    for file in modules(FEATURES):
        own = file.relative_to(FEATURES).parts[0]
        for name in imported_names(file):
            parts = name.split(".")
            if parts[:2] != ["churnvision", "features"] or len(parts) < 4 or parts[2] == own:
                continue
            if parts[3] not in SHARED_BY_FEATURES:
                strangers.append(f"{file.relative_to(ROOT)} imports {name}")
    assert not strangers


def test_only_the_database_and_the_jobs_commit() -> None:
    allowed = {SOURCE / "kit" / "database.py", SOURCE / "kit" / "jobs.py"}
    committing = [
        f"{file.relative_to(ROOT)}:{node.lineno}"
        for file in modules()
        if file not in allowed
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.Attribute) and node.attr == "commit" and _is_transaction(node)
    ]
    assert not committing


def _is_transaction(node: ast.Attribute) -> bool:
    # datasets.service.commit is the name of a use case, not of a transaction's end.
    return isinstance(node.value, ast.Name) and node.value.id in {"session", "connection", "transaction"}


def test_names_do_not_hide_behind_empty_words() -> None:
    hollow = []
    for file in modules():
        found = words_of(file.stem) & FORBIDDEN_WORDS
        classes = [
            node.name for node in ast.walk(ast.parse(file.read_text())) if isinstance(node, ast.ClassDef)
        ]
        found |= {word for name in classes for word in words_of(name) & FORBIDDEN_WORDS}
        if found:
            hollow.append(f"{file.relative_to(ROOT)}: {sorted(found)}")
    assert not hollow


def test_every_module_says_what_it_is() -> None:
    silent = [
        str(file.relative_to(ROOT))
        for file in modules()
        if not ast.get_docstring(ast.parse(file.read_text()))
    ]
    assert not silent


def test_routes_services_and_jobs_write_no_sql() -> None:
    statements = {f"sqlalchemy.{name}" for name in ("select", "insert", "update", "delete", "text")}
    elsewhere = [
        str(file.relative_to(ROOT))
        for file in modules(FEATURES)
        if file.stem in {"routes", "jobs", "service", "schemas"} and statements & set(imported_names(file))
    ]
    assert not elsewhere


def test_every_route_asks_for_a_permission_or_says_why_it_is_public() -> None:
    routes = list(api_routes(build_app(Settings())))
    assert len(routes) > 40
    assert not [f"{sorted(route.methods or ())} {route.path}" for route in routes if not guards_of(route)]


def test_every_constraint_has_a_name() -> None:
    import_every_table()
    nameless = [
        f"{table.name}: {constraint!r}"
        for table in Base.metadata.tables.values()
        for constraint in table.constraints
        if constraint.name is None
    ]
    assert not nameless


def test_nothing_outside_tests_and_the_simulation_reads_the_true_hazards() -> None:
    readers = [
        str(file.relative_to(ROOT))
        for file in modules()
        if "true_hazard" in file.read_text() and not file.is_relative_to(SOURCE / "ml" / "sample")
        and file != SOURCE / "cli" / "sample.py"
    ]  # fmt: skip
    assert not readers


def test_lock_files_of_python_name_no_host() -> None:
    locks = sorted(ROOT.glob("requirements*.lock"))
    assert len(locks) >= 2
    assert not [lock.name for lock in locks if "://" in lock.read_text()]


def test_the_lock_of_the_page_names_no_address_to_download_from() -> None:
    packages = json.loads((ROOT / "frontend" / "package-lock.json").read_text())["packages"]
    assert len(packages) > 100
    assert not [name for name, package in packages.items() if "resolved" in package]


def test_every_module_can_be_imported() -> None:
    for file in modules():
        if file.stem == "__main__":
            continue
        name = ".".join(file.relative_to(SOURCE.parent).with_suffix("").parts).removesuffix(".__init__")
        importlib.import_module(name)

"""Checks of the running services: database, schema, worker, model files, Redis.

Free of the application's libraries: a broken environment must not keep `doctor` from speaking.
"""

from collections.abc import Iterator

from churnvision.kit.model_files import check_model_files, find_promoted_files, write_model_files
from churnvision.local.backend_checks import check_worker
from churnvision.local.database_checks import check_database, check_migrations
from churnvision.local.findings import Finding, failed, guarded, ok, warning
from churnvision.local.known_addresses import KnownAddresses
from churnvision.local.layout import Layout
from churnvision.local.valkey_checks import check_redis


def check_services(layout: Layout, addresses: KnownAddresses, *, fix: bool) -> Iterator[Finding]:
    """Every check that asks a running service; `fix` migrates and writes damaged model files again."""
    owner_url, redis_url = addresses.owner_url, addresses.redis_url
    if owner_url is None:
        yield warning(
            "services",
            "Nothing runs, so its services were not checked.",
            evidence=f"no running supervisor in {layout.run}, no CHURNVISION_DATABASE__OWNER_URL",
            command="churnvision up --detach",
        )
    else:
        database = guarded("cluster", lambda: check_database(layout, addresses))
        yield from database
        if database and database[0].state != "failed":
            yield from guarded("migrations", lambda: [check_migrations(addresses, fix=fix)])
            yield from guarded("worker", lambda: [check_worker(owner_url, layout)])
            yield from guarded("model files", lambda: [_check_models(owner_url, layout, fix=fix)])
    if redis_url is not None:
        is_external = addresses.is_redis_external
        yield from guarded("redis", lambda: [check_redis(layout, redis_url, is_external=is_external)])


def _check_models(owner_url: str, layout: Layout, *, fix: bool) -> Finding:
    if find_promoted_files(owner_url) is None:
        return ok("model files", "No model is promoted yet.")
    problems = check_model_files(owner_url, layout.models)
    if problems and fix:
        written = write_model_files(owner_url, layout.models, also_changed=True)
        left = check_model_files(owner_url, layout.models)
        if not left:
            return ok("model files", f"Written again from the database: {', '.join(written) or 'the links'}.")
        problems = left
    if problems:
        return failed(
            "model files",
            " ".join(problem.sentence for problem in problems),
            evidence=", ".join(f"{problem.path}: {problem.state}" for problem in problems),
            command="churnvision doctor --fix",
        )
    return ok("model files", f"The files in {layout.models} are those that the database holds.")

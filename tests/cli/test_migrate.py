"""`churnvision migrate` on a real database."""

import pytest
import typer
from typer.testing import CliRunner

from churnvision.cli import exit_codes
from churnvision.cli.migrate import migrate
from churnvision.kit.errors import ChurnVisionError
from churnvision.kit.migrations import current_revision, head_revision
from churnvision.kit.settings import settings as process_settings


def test_a_revision_that_does_not_exist_is_one_sentence(
    owner_url: str, application_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CHURNVISION_DATABASE__URL", application_url)
    monkeypatch.setenv("CHURNVISION_DATABASE__OWNER_URL", owner_url)
    process_settings.cache_clear()
    app = typer.Typer()
    app.command()(migrate)
    error = CliRunner().invoke(app, ["--to", "nonsense"]).exception
    process_settings.cache_clear()
    assert isinstance(error, ChurnVisionError)
    assert exit_codes.code_of(error) == exit_codes.WRONG_INPUT
    assert error.message == (
        f"The schema cannot go to the revision 'nonsense'; leave out --to for the newest, {head_revision()}."
    )
    assert current_revision(owner_url) == head_revision()

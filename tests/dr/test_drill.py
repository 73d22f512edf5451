"""A drill says whether the newest backup would help, and leaves nothing behind."""

import hmac
import json
from pathlib import Path

import pytest

from churnvision.dr import journal, steps
from churnvision.dr.drill import DrillFailed, hold_drill
from churnvision.dr.keys import authentication_key, find_keys
from tests.dr.installation import Installation, plaintext_in

STORED_MODEL = """
INSERT INTO training_jobs (id, status, options) OVERRIDING SYSTEM VALUE VALUES (1, 'succeeded', '{}');
INSERT INTO model_versions (id, training_job_id, shape, algorithm, as_of, attributes, metrics, manifest)
    OVERRIDING SYSTEM VALUE VALUES (1, 1, 'static', 'x', '2026-01-01', '[]', '{}', '{}');
INSERT INTO model_files VALUES (1, 'churn_model.joblib', encode(sha256('a model'), 'hex'), 7);
INSERT INTO model_file_parts VALUES (1, 'churn_model.joblib', 0, 'a model');
SELECT setval('training_jobs_id_seq', 1), setval('model_versions_id_seq', 1)
"""


def test_a_drill_passes_with_a_signed_report_and_leaves_nothing(installation: Installation) -> None:
    installation.backup()
    before = installation.content()
    outcome, path = hold_drill(installation.settings, installation.database)
    assert outcome.has_passed
    assert set(outcome.checks.values()) == {"ok"}
    assert outcome.counts["users"] == 4
    assert installation.content() == before
    assert installation.databases() == [installation.database.name]
    assert "passed" in path.with_suffix(".html").read_text()
    assert not plaintext_in(path.parent)
    document = json.loads(path.read_text())
    signature, key_id = document.pop("signature"), document.pop("key_id")
    key = authentication_key(find_keys(installation.settings)[0], salt_of(installation))
    mac = key.mac()
    mac.update(json.dumps(document, sort_keys=True, separators=(",", ":")).encode())
    assert hmac.compare_digest(mac.hexdigest(), signature)
    assert key.key_id == key_id


def salt_of(installation: Installation) -> bytes:
    """The salt of the newest manifest."""
    manifest = next(installation.settings.backups.glob("*.manifest.json"))
    return bytes.fromhex(json.loads(manifest.read_text())["key_salt"])


@pytest.mark.parametrize(
    ("spoil", "check"),
    [
        ("DELETE FROM users WHERE username = 'user1'", "it holds what the manifest says"),
        ("DROP TABLE notes", "it holds what the manifest says"),
    ],
)
def test_a_drill_fails_when_something_is_lost_on_the_way(
    installation: Installation, spoil: str, check: str
) -> None:
    installation.backup()

    def lose(step: str) -> None:
        if step == "drill.loaded":
            name = next(name for name in installation.databases() if "_restore_" in name)
            with installation.database.named(name).connect() as connection:
                connection.execute(spoil)  # type: ignore[arg-type]  # text of a test

    with steps.observed(lose), pytest.raises(DrillFailed, match=check):
        hold_drill(installation.settings, installation.database)
    assert [event.event for event in journal.read(installation.settings.journal)][-1] == "drill.failed"
    assert installation.databases() == [installation.database.name]


def test_a_drill_notices_a_model_file_that_is_not_the_stored_one(installation: Installation) -> None:
    installation.execute(STORED_MODEL)
    installation.backup()
    hold_drill(installation.settings, installation.database)
    installation.execute("UPDATE model_file_parts SET bytes = 'another model'")
    installation.backup()
    with pytest.raises(DrillFailed, match=r"churn_model.joblib of model version 1 is not the one"):
        hold_drill(installation.settings, installation.database)


def test_a_damaged_backup_fails_the_drill_with_a_report(installation: Installation) -> None:
    made = installation.backup()
    content = bytearray(made.dump.read_bytes())
    content[len(content) // 2] ^= 4
    made.dump.write_bytes(bytes(content))
    with pytest.raises(DrillFailed, match="some of its bytes were changed"):
        hold_drill(installation.settings, installation.database)
    report = newest_report(installation)
    assert json.loads(report.read_text())["has_passed"] is False
    assert installation.databases() == [installation.database.name]


def newest_report(installation: Installation) -> Path:
    """The last drill's JSON."""
    return max((installation.settings.journal.parent / "drills").glob("*.json"))

import json
from pathlib import Path

import pytest

from churnvision.ml.artifacts import ARTIFACT_FILES, MANIFEST_FILE, load, save
from churnvision.ml.errors import ArtifactChanged, ArtifactMissing, ArtifactUnreadable
from churnvision.ml.model import TrainedModel
from churnvision.ml.scoring import score
from tests.ml.frames import AS_OF, static_people


def test_a_loaded_model_forecasts_exactly_what_the_saved_one_does(
    static_model: TrainedModel, tmp_path: Path
) -> None:
    manifest = save(static_model, tmp_path)
    loaded = load(tmp_path, expected=manifest.sha256)
    people = static_people(60, seed=4)
    first, second = (score(model, people, as_of=AS_OF) for model in (static_model, loaded))
    assert (first.probability == second.probability).all()
    assert (first.bag_probability == second.bag_probability).all()
    assert first.drivers == second.drivers
    assert loaded.metrics == static_model.metrics


def test_the_manifest_says_what_the_model_is(static_model: TrainedModel, tmp_path: Path) -> None:
    manifest = save(static_model, tmp_path)
    written = json.loads((tmp_path / MANIFEST_FILE).read_text())
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(ARTIFACT_FILES)
    assert set(manifest.sha256) == set(ARTIFACT_FILES)
    assert {record["name"]: record["sha256"] for record in written["files"]} == {
        name: digest for name, digest in manifest.sha256.items() if name != MANIFEST_FILE
    }
    for record in written["files"]:
        assert (tmp_path / record["name"]).stat().st_size == record["size_bytes"]
    assert written["columns"] == list(static_model.columns)
    assert written["window_days"] == 180
    assert written["libraries"]["lightgbm"]
    assert written["metrics"]["auc"] == static_model.metrics["auc"]


@pytest.mark.parametrize("name", ARTIFACT_FILES)
def test_a_changed_or_missing_file_is_named_and_refused(
    static_model: TrainedModel, tmp_path: Path, name: str
) -> None:
    expected = save(static_model, tmp_path).sha256
    path = tmp_path / name
    content = path.read_bytes()
    path.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    with pytest.raises(ArtifactChanged, match=name):
        load(tmp_path, expected=expected)
    path.unlink()
    with pytest.raises(ArtifactMissing, match=name):
        load(tmp_path, expected=expected)


def test_a_file_without_an_expected_hash_is_not_opened(static_model: TrainedModel, tmp_path: Path) -> None:
    expected = save(static_model, tmp_path).sha256
    with pytest.raises(ArtifactChanged):
        load(tmp_path, expected={name: expected[name] for name in ARTIFACT_FILES[1:]})


def test_a_file_that_holds_something_else_is_named(static_model: TrainedModel, tmp_path: Path) -> None:
    expected = dict(save(static_model, tmp_path).sha256)
    scaler, encoder = ARTIFACT_FILES[1], ARTIFACT_FILES[2]
    (tmp_path / scaler).write_bytes((tmp_path / encoder).read_bytes())
    expected[scaler] = expected[encoder]
    with pytest.raises(ArtifactUnreadable, match="train again"):
        load(tmp_path, expected=expected)

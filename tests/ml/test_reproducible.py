"""The same data and seed give the same bytes: in another process, and with rows in another order."""

import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest


def trained_elsewhere(shape: str, shuffle: int, folder: Path) -> dict[str, str]:
    """The hashes that a process of its own prints; sets and dictionaries are in another order in each."""
    command = [sys.executable, "-m", "tests.ml.trained_elsewhere", shape, str(shuffle), str(folder)]
    env = os.environ | {"PYTHONHASHSEED": str(shuffle + 1)}
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    found: dict[str, str] = json.loads(done.stdout)
    return found


@pytest.mark.parametrize("shape", ["static", "dated"])
def test_rows_in_another_order_give_the_same_bytes_of_forecasts_and_files(shape: str, tmp_path: Path) -> None:
    with ThreadPoolExecutor(2) as pool:
        first, second = pool.map(
            lambda shuffle: trained_elsewhere(shape, shuffle, tmp_path / str(shuffle)), (0, 77)
        )
    assert set(first) == {
        "data", "predictions", "churn_model.joblib", "feature_scaler.joblib", "label_encoder.joblib",
        "manifest.json",
    }  # fmt: skip
    assert first == second

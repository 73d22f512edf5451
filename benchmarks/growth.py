"""How time and memory of training and scoring grow from ten thousand to ten million person-months.

Each size runs in a process of its own, from a Parquet file of snapshots on the disk, as the worker does it.
Ten million are a simulated workforce of a million employee-months, ten times under other ids. The fit is that
without bags; the cards describe the data, its hash and the reference for drift; memory is the peak of the
whole process.
"""

import json
import pickle
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import polars as pl

from benchmarks.figures import Figure
from benchmarks.scoring import records_of
from churnvision.ml.data_card import describe_data
from churnvision.ml.drift_reference import learn_reference, reference_days
from churnvision.ml.inputs import DatedRecords
from churnvision.ml.ordering import data_sha256, in_order
from churnvision.ml.sample import SampleOptions, simulate
from churnvision.ml.scoring import score_batches
from churnvision.ml.training import train

MONTHS = 48
EMPLOYEES = {10_000: 210, 100_000: 2_090, 1_000_000: 20_834, 10_000_000: 20_834}
_IDS_APART = 1_000_000
_FIT_CPU_SECONDS = 120.0
_MEMORY_MB = 1_500.0


def write_records(folder: Path, person_months: int) -> None:
    """Records of about so many person-months: snapshots.parquet, employments.parquet and the rest."""
    employees = EMPLOYEES[person_months]
    records = records_of(simulate(SampleOptions(employees, MONTHS, seed=1)))
    times = max(1, round(person_months / (employees * MONTHS)))
    for name, frame in (("snapshots", records.snapshots), ("employments", records.employments)):
        copies = [frame.lazy().with_columns(pl.col("person_id") + _IDS_APART * n) for n in range(times)]
        pl.concat(copies).sink_parquet(folder / f"{name}.parquet")
    (folder / "rest").write_bytes(pickle.dumps((records.attributes, records.observed_until)))


def run_one(folder: Path) -> None:
    """Trains and scores everybody who is there, and prints rows, CPU seconds and peak memory as JSON."""
    attributes, until = pickle.loads((folder / "rest").read_bytes())
    snapshots = pl.scan_parquet(folder / "snapshots.parquet")
    employments = pl.read_parquet(folder / "employments.parquet")
    person_months = int(snapshots.select(pl.len()).collect().item())
    begins_at = time.process_time()
    data = in_order(DatedRecords(snapshots, employments, attributes, until))
    model = train(data, bags=0)
    fitted_at = time.process_time()
    data_sha256(data)
    describe_data(data)
    learn_reference(model, reference_days(data))
    described_at = time.process_time()
    present = employments.filter(pl.col("ended_on").is_null()).select("person_id", "started_on")
    newest = snapshots.filter(pl.col("effective_on") == until).join(present.lazy(), on="person_id").collect()
    people = sum(len(one) for one in score_batches(model, newest, as_of=until))
    found = {
        "person_months": person_months,
        "rows": model.metrics["training_rows"],
        "fit": fitted_at - begins_at,
        "describe": described_at - fitted_at,
        "people": people,
        "score": time.process_time() - described_at,
        "memory": _peak_memory_mb(),
    }
    print(json.dumps(found))


def _peak_memory_mb() -> float:
    """Of this program alone: what `getrusage` tells holds the memory of the one that started it."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return float(line.split()[1]) / 1024
    raise LookupError("This system does not tell the peak memory of a process.")


def _measured(person_months: int) -> dict[str, float]:
    with tempfile.TemporaryDirectory() as folder:
        for step in ("write", "run"):
            arguments = [sys.executable, "-m", "benchmarks.growth", step, folder, str(person_months)]
            printed = subprocess.run(arguments, check=True, stdout=subprocess.PIPE, text=True).stdout
    found: dict[str, float] = json.loads(printed)
    return found


def measure() -> list[Figure]:
    """Prints the table of sizes; growth, time and memory of the largest as figures."""
    print(
        "| person-months | rows learnt from | fit CPU-s | cards CPU-s | scored a CPU-s | peak MB |"
        "\n|---|---|---|---|---|---|"
    )
    sizes = []
    for person_months in EMPLOYEES:
        found = _measured(person_months)
        sizes.append(found)
        print(
            f"| {found['person_months']:,} | {found['rows']:,} | {found['fit']:.1f} "
            f"| {found['describe']:.1f} "
            f"| {found['people'] / found['score']:,.0f} people | {found['memory']:,.0f} |",
            flush=True,
        )
    before, last = sizes[-2], sizes[-1]
    times = last["person_months"] / before["person_months"]
    return [
        Figure(
            name=f"fit without bags, {last['person_months']:,} person-months",
            ours=f"{last['fit']:.1f} CPU-s",
            baseline=f"{before['fit'] * times:.1f} CPU-s ({times:.1f} times the fit of the size before)",
            ratio=last["fit"] / (before["fit"] * times),
            target=1.0,
            higher_is_better=False,
        ),
        Figure(
            name="the same",
            ours=f"{last['fit']:.1f} CPU-s",
            baseline=f"{_FIT_CPU_SECONDS:.0f} CPU-s",
            ratio=last["fit"] / _FIT_CPU_SECONDS,
            target=1.0,
            higher_is_better=False,
        ),
        Figure(
            name="its peak memory",
            ours=f"{last['memory']:,.0f} MB",
            baseline=f"{_MEMORY_MB:,.0f} MB",
            ratio=last["memory"] / _MEMORY_MB,
            target=1.0,
            higher_is_better=False,
        ),
    ]


if __name__ == "__main__":
    step, place, size = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])
    if step == "write":
        write_records(place, size)
    else:
        run_one(place)

"""What is kept of people explains their forecasts exactly; profiles add up over the workforce."""

import numpy as np
import polars as pl
import pytest

from churnvision.ml.forecast import rows_on
from churnvision.ml.kept import Kept, input_count, keep, kept_rows, with_value
from churnvision.ml.model import TrainedModel
from churnvision.ml.profile import MISSING, Profiler, grid_of, kind_of, nearest
from churnvision.ml.sample import Workforce
from churnvision.ml.scoring import completed, first_day, score, score_batches
from tests.ml.conftest import CUT
from tests.ml.frames import AS_OF, sample_people, static_people
from tests.ml.test_scoring import ON


@pytest.fixture(scope="module", params=["dated", "static"])
def case(
    request: pytest.FixtureRequest,
    dated_model: TrainedModel,
    static_model: TrainedModel,
    small_workforce: Workforce,
) -> tuple[TrainedModel, pl.DataFrame]:
    if request.param == "dated":
        return dated_model, sample_people(small_workforce, ON)
    return static_model, static_people(400, seed=9)


def as_of_of(model: TrainedModel):  # type: ignore[no-untyped-def]
    return CUT if model.shape == "dated" else AS_OF


def test_the_rows_that_the_model_reads_come_back_exactly_from_what_is_kept(
    case: tuple[TrainedModel, pl.DataFrame],
) -> None:
    model, people = case
    kept = keep(model, people, as_of_of(model))
    assert kept.inputs.shape == (people.height, input_count(model.encoding))
    day = first_day(model, as_of_of(model))
    fresh = rows_on(model.encoding, completed(model, people)[0], day)
    back = kept_rows(model.encoding, kept.inputs, day)
    np.testing.assert_array_equal(back.matrix, fresh.matrix)
    np.testing.assert_array_equal(back.origins, fresh.origins)
    for lead in (1, 7, 11):
        np.testing.assert_array_equal(
            back.matrix_in(model.encoding, lead), fresh.matrix_in(model.encoding, lead)
        )


def test_texts_are_those_of_the_drivers(case: tuple[TrainedModel, pl.DataFrame]) -> None:
    model, people = case
    kept, scores = (
        keep(model, people, as_of_of(model)),
        score(model, people, as_of=as_of_of(model), bands=False),
    )
    names = list(scores.contribution_names)
    for row in range(0, len(scores), 29):
        for driver in scores.drivers[row]:
            assert kept.texts[row, names.index(driver.attribute)] == driver.value


def test_the_season_is_told_as_a_month(dated_model: TrainedModel, small_workforce: Workforce) -> None:
    kept = keep(dated_model, sample_people(small_workforce, ON).head(3), CUT)
    season = dated_model.encoding.space.names.index("calendar_month")
    assert kept.texts[:, season].tolist() == ["month 11"] * 3


def profiled(model: TrainedModel, people: pl.DataFrame) -> tuple[Profiler, Kept, np.ndarray, float]:
    as_of = as_of_of(model)
    profiler = Profiler(model.encoding, model.attributes)
    kept = keep(model, people, as_of)
    start, all_parts, base = 0, [], 0.0
    for scores in score_batches(model, people, as_of=as_of, bands=False, batch_people=90):
        stop = start + len(scores)
        profiler.add(kept.raw[start:stop], scores.contributions)
        all_parts.append(scores.contributions)
        start, base = stop, scores.base
    return profiler, kept, np.concatenate(all_parts), base


def test_person_group_and_workforce_add_up_to_their_scores_to_a_billionth(
    case: tuple[TrainedModel, pl.DataFrame],
) -> None:
    model, people = case
    profiler, _, parts, base = profiled(model, people)
    direct = score(model, people, as_of=as_of_of(model), bands=False).log_odds
    assert np.abs(base + parts.sum(axis=1) - direct).max() < 1e-9
    rng = np.random.default_rng(3)
    for size in (5, 17, len(parts)):
        group = rng.choice(len(parts), size, replace=False)
        assert abs(base + parts[group].mean(axis=0).sum() - direct[group].mean()) < 1e-9
    profiles = profiler.profiles()
    assert abs(base + sum(one.mean_contribution for one in profiles) - direct.mean()) < 1e-9
    np.testing.assert_allclose(
        [one.mean_absolute_contribution for one in profiles], np.abs(parts).mean(axis=0), atol=1e-12
    )


def test_every_person_lies_at_one_value_and_the_means_of_the_values_add_up(
    case: tuple[TrainedModel, pl.DataFrame],
) -> None:
    model, people = case
    profiler, kept, parts, _ = profiled(model, people)
    for place, one in enumerate(profiler.profiles()):
        if not one.values:
            continue
        assert sum(value.count for value in one.values) == len(parts)
        weighted = sum(value.count * value.mean_contribution for value in one.values)
        assert weighted / len(parts) == pytest.approx(one.mean_contribution, abs=1e-9)
        missing = [value.count for value in one.values if value.text == MISSING]
        assert sum(missing) == int(np.isnan(kept.raw[:, place]).sum())


def test_the_correlation_tells_the_direction(static_model: TrainedModel) -> None:
    people = static_people(600, seed=4)
    profiler, kept, parts, _ = profiled(static_model, people)
    found = {one.attribute: one for one in profiler.profiles()}
    correlations = {name: one.correlation for name, one in found.items()}
    # low mood and overtime make people leave
    assert correlations["mood"] is not None and correlations["mood"] < -0.8
    assert correlations["overtime"] is not None and correlations["overtime"] > 0.8
    assert correlations["team"] is None
    place = static_model.encoding.space.names.index("mood")
    known = ~np.isnan(kept.raw[:, place])
    expected = np.corrcoef(kept.raw[known, place], parts[known, place])[0, 1]
    assert correlations["mood"] == pytest.approx(expected, abs=1e-6)
    assert [value.text for value in found["overtime"].values] == ["no", "yes"]
    assert {value.text for value in found["team"].values} == {"A", "B", "C"}


def test_a_value_on_the_grid_that_is_set_is_the_value_that_is_read(
    case: tuple[TrainedModel, pl.DataFrame],
) -> None:
    model, people = case
    day = first_day(model, as_of_of(model))
    inputs = keep(model, people.head(7), as_of_of(model)).inputs
    for place in range(len(model.encoding.space.names)):
        kind = kind_of(model.encoding, place, model.attributes)
        if kind == "season":
            continue
        grid = grid_of(model.encoding, place, kind)
        for number, one in enumerate(grid):
            assert one.value is not None
            changed = with_value(model.encoding, inputs, day, place, one.value)
            read = kept_rows(model.encoding, changed, day).matrix
            np.testing.assert_allclose(read[:, place], one.value, rtol=2e-3, atol=2e-3)
            assert (nearest(read[:, place], grid, kind) == number).all()
            others = np.delete(read, place, axis=1)
            np.testing.assert_array_equal(
                others, np.delete(kept_rows(model.encoding, inputs, day).matrix, place, axis=1)
            )

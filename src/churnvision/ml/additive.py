"""The additive member: score = intercept + a curve or table an attribute, by ridge regression (GLM).

Each numeric attribute enters as a straight line, its rank and local bumps, each category as its levels. Each
of these kinds of columns has one ridge penalty, learnt by empirical Bayes (MacKay 1992): no grid, no tuning.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import cho_factor, cho_solve

from churnvision.ml.encoding import Matrix
from churnvision.ml.likelihood import Bernoulli
from churnvision.ml.rows import Encoding

Floats = NDArray[np.float64]
_KINDS = ("line", "rank", "curve", "level", "missing")
_START_PENALTIES = np.array([20.0, 20.0, 20.0, 10.0, 20.0])
_PENALTY_ROUNDS = 10
_NEWTON_STEPS = 25


@dataclass(frozen=True)
class Design:
    """Columns (n, d) of the additive model; which feature and kind each belongs to, and its mean."""

    columns: Matrix
    feature: NDArray[np.int64]
    kind: NDArray[np.int64]
    mean: Floats


def build_design(matrix: Matrix, encoding: Encoding) -> Design:
    """The design of a matrix; its columns are centred on these rows."""
    blocks: list[Matrix] = []
    feature: list[int] = []
    kind: list[int] = []

    def add(block: Matrix, place: int, kinds: tuple[str, ...]) -> None:
        blocks.append(block)
        feature.extend([place] * block.shape[1])
        kind.extend(_KINDS.index(name) for name in kinds)

    for place, scale in enumerate(encoding.scaler.scales):
        if scale is None:
            continue
        add(scale.columns(matrix[:, place]), place, scale.kinds)
        if scale.flags_missing:
            add(np.isnan(matrix[:, [place]]).astype(np.float32), place, ("missing",))
    for name, place in zip(encoding.space.categories, encoding.space.category_places, strict=True):
        levels = np.arange(len(encoding.encoder.levels[name]), dtype=np.float32)
        block = (matrix[:, [place]] == levels[None, :]).astype(np.float32)
        add(block, place, ("level",) * block.shape[1])
    columns = np.hstack(blocks)
    mean = columns.mean(axis=0, dtype=np.float64)
    columns -= mean.astype(np.float32)
    return Design(columns, np.array(feature), np.array(kind), mean)


@dataclass(frozen=True)
class Coefficients:
    """Intercept and weights (d,), with the penalties they were found under."""

    intercept: float
    weights: Floats
    penalties: Floats


class _Posterior:
    """Newton's method on the penalised likelihood; column 0 is the intercept."""

    def __init__(
        self, columns: Matrix, outcome: Floats, likelihood: Bernoulli, tick: Callable[[], None]
    ) -> None:
        self.tick = tick
        self.columns = columns
        self.outcome = outcome
        self.likelihood = likelihood
        self.weights = np.zeros(columns.shape[1] + 1)
        self.weights[0] = likelihood.score_of(outcome)
        self.hessian = np.eye(columns.shape[1] + 1)

    def _scores(self, weights: Floats) -> Floats:
        linear = self.columns @ weights[1:].astype(np.float32)
        return np.asarray(linear.astype(np.float64) + weights[0])

    def _loss(self, scores: Floats, weights: Floats, ridge: Floats) -> float:
        return float(self.likelihood.loss(scores, self.outcome).sum() + 0.5 * (ridge * weights**2).sum())

    def _curvature(self, spread: Floats, ridge: Floats) -> Floats:
        scaled = self.columns * np.sqrt(spread).astype(np.float32)[:, None]
        size = len(ridge)
        hessian = np.empty((size, size))
        hessian[1:, 1:] = scaled.T @ scaled
        hessian[0, 0] = spread.sum()
        hessian[0, 1:] = hessian[1:, 0] = spread.astype(np.float32) @ self.columns
        hessian[np.diag_indices(size)] += ridge
        return np.asarray(hessian)

    def climb(self, ridge: Floats, steps: int, tolerance: float) -> None:
        """Goes to the mode, at most that many Newton steps."""
        scores = self._scores(self.weights)
        loss = self._loss(scores, self.weights, ridge)
        for _ in range(steps):
            self.tick()
            pull, spread = self.likelihood.pull(scores, self.outcome)
            residual = pull.astype(np.float32)
            gradient = np.concatenate([[residual.sum(dtype=np.float64)], residual @ self.columns])
            gradient -= ridge * self.weights
            self.hessian = self._curvature(spread, ridge)
            step = cho_solve(cho_factor(self.hessian, lower=True), gradient)
            before = loss
            for shrink in (1.0, 0.5, 0.25, 0.1):
                candidate = self.weights + shrink * step
                scores = self._scores(candidate)
                loss = self._loss(scores, candidate, ridge)
                if loss <= before:
                    break
            self.weights = candidate
            if before - loss < tolerance:
                return


def fit_additive(
    design: Design,
    outcome: Floats,
    likelihood: Bernoulli,
    *,
    rows: NDArray[np.int64] | None = None,
    start: Coefficients | None = None,
    tick: Callable[[], None] = lambda: None,
) -> Coefficients:
    """Fits on all rows of the design or on those named (repeats allowed).

    With ``start`` its penalties are kept and its weights are the starting point; else both are learnt.
    ``tick`` is called before each step and may raise to cancel.
    """
    columns = design.columns if rows is None else design.columns[rows]
    posterior = _Posterior(columns, outcome if rows is None else outcome[rows], likelihood, tick)
    if start is not None:
        posterior.weights = np.concatenate([[start.intercept], start.weights])
        posterior.climb(_ridge(start.penalties, design.kind), 8, 1e-2)
        return Coefficients(float(posterior.weights[0]), posterior.weights[1:], start.penalties)
    penalties = _START_PENALTIES.copy()
    for _ in range(_PENALTY_ROUNDS):
        posterior.climb(_ridge(penalties, design.kind), 2, 1e-2)
        updated = _updated_penalties(posterior, penalties, design.kind)
        is_settled = bool(np.abs(np.log(updated / penalties)).max() < 0.05)
        penalties = updated
        if is_settled:
            break
    posterior.climb(_ridge(penalties, design.kind), _NEWTON_STEPS, 1e-3)
    return Coefficients(float(posterior.weights[0]), posterior.weights[1:], penalties)


def _ridge(penalties: Floats, kind: NDArray[np.int64]) -> Floats:
    return np.concatenate([[1e-6], penalties[kind]])


def _updated_penalties(posterior: _Posterior, penalties: Floats, kind: NDArray[np.int64]) -> Floats:
    covariance = cho_solve(cho_factor(posterior.hessian, lower=True), np.eye(len(posterior.weights)))
    variance = np.diag(covariance)[1:]
    updated = penalties.copy()
    for place in np.unique(kind):
        chosen = kind == place
        effective = chosen.sum() - penalties[place] * variance[chosen].sum()
        size = float((posterior.weights[1:][chosen] ** 2).sum())
        updated[place] = float(np.clip(max(effective, 1e-3) / max(size, 1e-12), 0.3, 1e5))
    return updated


@dataclass(frozen=True)
class AdditiveModel:
    """The fitted curves: values on the scaler's grids and on the encoder's levels.

    ``grids[j]`` are the values of numeric feature j on its grid (None if unused), ``gaps[j]`` that of a gap;
    ``tables[j]`` the values of a category's levels and last that of any other level.
    """

    intercept: float
    grids: tuple[Floats | None, ...]
    gaps: tuple[float, ...]
    tables: tuple[Floats, ...]

    def contributions(self, matrix: Matrix, encoding: Encoding, places: range | None = None) -> Floats:
        """(n, features) contributions to the log-odds; with ``places`` of these features alone."""
        chosen = range(matrix.shape[1]) if places is None else places
        result = np.zeros((len(matrix), len(chosen)))
        for column, place in enumerate(chosen):
            if place < len(self.grids):
                self._curve(matrix[:, place], place, encoding, result[:, column])
            else:
                self._table(matrix[:, place], place - len(self.grids), result[:, column])
        return result

    def _curve(self, values: Matrix, place: int, encoding: Encoding, out: Floats) -> None:
        on_grid, scale = self.grids[place], encoding.scaler.scales[place]
        if on_grid is None or scale is None:
            return
        out[:] = np.interp(values, scale.grid, on_grid)
        out[np.isnan(values)] = self.gaps[place]

    def _table(self, codes: Matrix, place: int, out: Floats) -> None:
        table = self.tables[place]
        known = np.where(np.isnan(codes), len(table) - 1, codes).astype(np.int64)
        out[:] = table[np.minimum(known, len(table) - 1)]


def compile_additive(coefficients: Coefficients, design: Design, encoding: Encoding) -> AdditiveModel:
    """Turns weights of columns into curves and tables."""
    shift = coefficients.weights * design.mean
    grids: list[Floats | None] = []
    gaps: list[float] = []
    for place, scale in enumerate(encoding.scaler.scales):
        chosen = np.flatnonzero(design.feature == place)
        if scale is None or not len(chosen):
            grids.append(None)
            gaps.append(0.0)
            continue
        weights = coefficients.weights[chosen]
        base = -float(shift[chosen].sum())
        count = scale.basis.shape[1]
        grids.append(scale.basis @ weights[:count] + base)
        gaps.append(base + (float(weights[count]) if scale.flags_missing else 0.0))
    tables: list[Floats] = []
    for place in encoding.space.category_places:
        chosen = np.flatnonzero(design.feature == place)
        base = -float(shift[chosen].sum())
        tables.append(np.concatenate([coefficients.weights[chosen] + base, [base]]))
    return AdditiveModel(coefficients.intercept, tuple(grids), tuple(gaps), tuple(tables))

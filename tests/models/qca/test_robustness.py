"""The shares of draws in which findings hold."""

from __future__ import annotations

import numpy as np
import pytest

from tests.helpers.published_qca import LIPSET
from workingregions.models.qca import KINDS, Analysis, Robustness, Thresholds, analyse

LIMITS = Thresholds(consistency=0.8, pri=0.0)


def run(draws: np.ndarray) -> tuple[Analysis, Robustness]:
    found = analyse(
        LIPSET.cases, LIPSET.conditions, LIPSET.x, LIPSET.y, name="SURV", thresholds=LIMITS,
        expected=dict.fromkeys(LIPSET.conditions, 1), draws=draws,
    )  # fmt: skip
    robust = found.sides[0].robust
    assert robust is not None
    return found, robust


def test_draws_like_the_cases_change_nothing() -> None:
    found, robust = run(np.stack([LIPSET.x] * 3))
    assert robust.draws == 3
    assert robust.same == dict.fromkeys(KINDS, 1.0)
    assert {(t.found, t.sufficient) for t in robust.terms} == {(1.0, 1.0)}
    rows = {row.row: row for row in found.sides[0].table.rows}
    for share in robust.rows:
        outcome = {"1": share.sufficient, "0": share.insufficient, "?": share.remainder}
        assert outcome[rows[share.row].outcome] == 1.0
    own = {case: row.row for row in rows.values() for case in row.cases}
    assert {r.case: r.rows for r in robust.regions} == {case: ((row, 1.0),) for case, row in own.items()}


def test_shares_are_counted_over_draws() -> None:
    # In one of four draws, Ireland and Finland are not stable, so nobody is in row 22 any more.
    other = LIPSET.x.copy()
    other[[LIPSET.cases.index("FI"), LIPSET.cases.index("IE")], 4] = 0.1
    found, robust = run(np.stack([LIPSET.x, LIPSET.x, other, LIPSET.x]))
    rows = {row.row: row for row in robust.rows}
    assert (rows[22].sufficient, rows[22].remainder) == (0.75, 0.25)
    assert robust.same["conservative"] == 0.75
    terms = {(t.kind, t.term): t for t in robust.terms}
    assert terms["conservative", "DEV*URB*LIT*IND*STB"].found == 1.0
    assert terms["conservative", "DEV*~URB*LIT*~IND*STB"].found == 0.75
    ireland = next(r for r in robust.regions if r.case == "IE")
    assert ireland.rows == ((22, 0.75), (21, 0.25))
    assert found.sides[1].robust is not None


def test_a_case_that_was_not_measured_is_in_no_row_of_that_draw() -> None:
    lacking = LIPSET.x.copy()
    lacking[LIPSET.cases.index("BE")] = np.nan
    _, robust = run(np.stack([LIPSET.x, lacking]))
    belgium = next(r for r in robust.regions if r.case == "BE")
    assert belgium.rows == ((32, 0.5),)
    assert belgium.unknown == 0.5
    assert next(r for r in robust.rows if r.row == 32).sufficient == 1.0  # the others still are


def test_a_draw_is_analysed_as_the_cases_are() -> None:
    rng = np.random.default_rng(5)
    draws = np.clip(LIPSET.x + rng.normal(0, 0.2, (20, *LIPSET.x.shape)), 0.001, 0.999)
    base, robust = run(draws)
    alone = [
        analyse(
            LIPSET.cases, LIPSET.conditions, draw, LIPSET.y, thresholds=LIMITS,
            expected=dict.fromkeys(LIPSET.conditions, 1),
        ).sides[0]
        for draw in draws
    ]  # fmt: skip
    for share in robust.rows:
        seen = [side.table.rows[share.row - 1].outcome for side in alone]
        assert (share.sufficient, share.insufficient) == pytest.approx(
            (seen.count("1") / 20, seen.count("0") / 20)
        )
    for kind in KINDS:
        own = {m.expression for m in getattr(base.sides[0].solutions, kind).models}
        same = [{m.expression for m in getattr(s.solutions, kind).models} == own for s in alone]
        assert robust.same[kind] == np.mean(same)

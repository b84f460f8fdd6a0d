"""Published studies: truth tables, parameters of fit and solutions, as printed and as R's QCA gives them."""

from __future__ import annotations

import numpy as np
import pytest

from tests.helpers.published_qca import CEBOTARI_VINK, EMMENEGGER, KROOK, LIPSET, LIPSET_CRISP, Data, Table
from workingregions.models.qca import (
    Anchors,
    Side,
    Thresholds,
    analyse,
    calibrated,
    expression,
    solve,
    sufficiency,
)
from workingregions.models.qca.solutions import charts

ALL = dict.fromkeys(("ES", "QU", "WS", "WM", "LP", "DEV", "URB", "LIT", "IND", "STB"), 1)


def side(data: Data, consistency: float, *, negated: bool = False) -> Side:
    """The analysis of an outcome, every condition expected to be present, without a threshold of PRI."""
    found = analyse(
        data.cases, data.conditions, data.x, data.y, name=data.outcome,
        thresholds=Thresholds(consistency=consistency, pri=0.0),
        expected={name: ALL[name] for name in data.conditions},
    )  # fmt: skip
    return found.sides[int(negated)]


def models(found: Side, kind: str) -> set[frozenset[str]]:
    return {frozenset(t.term for t in m.terms) for m in getattr(found.solutions, kind).models}


def terms(*written: str) -> set[frozenset[str]]:
    return {frozenset(model.split(" + ")) for model in written}


def test_the_truth_table_of_krook() -> None:
    rows = {row.row: row for row in side(KROOK, 1.0).table.rows if row.cases}
    assert {n: (len(r.cases), r.outcome) for n, r in rows.items()} == {
        3: (2, "0"), 4: (1, "1"), 9: (1, "0"), 11: (4, "0"), 12: (1, "1"), 18: (1, "0"), 21: (1, "1"),
        24: (1, "1"), 25: (3, "0"), 26: (1, "1"), 27: (1, "1"), 28: (2, "1"), 29: (1, "1"), 32: (2, "1"),
    }  # fmt: skip
    assert rows[25].cases == ("CH", "PT", "GR")
    assert all(row.consistency == row.pri == float(row.outcome) for row in rows.values())


def test_the_solutions_of_krook() -> None:
    found = side(KROOK, 1.0)
    assert models(found, "conservative") == terms(
        "~ES*~WS*WM*LP + ES*QU*~WS*WM + ES*QU*~WS*LP + ES*WS*~WM*~LP + ES*WS*WM*LP"
    )
    # Two models tie, and both are given.
    assert models(found, "parsimonious") == terms("WS + ES*WM + QU*LP + ~ES*LP", "WS + ES*WM + QU*LP + WM*LP")
    # The published one comes from the second; R found it alone because it dropped ~ES*LP as dominated.
    assert models(found, "intermediate") == terms(
        "ES*WS + WM*LP + ES*QU*LP + ES*QU*WM", "ES*WS + ~ES*WM*LP + ES*QU*LP + ES*QU*WM"
    )
    assert set(found.solutions.parsimonious.implicants) == {
        "WS", "~ES*LP", "ES*WM", "QU*LP", "WM*LP", "ES*~QU*~LP", "~QU*~WM*~LP",
    }  # fmt: skip
    shown = next(m for m in found.solutions.intermediate.models if "~ES" not in m.expression)
    fits = {t.term: (round(t.fit.coverage, 3), round(t.unique, 3)) for t in shown.terms}
    assert fits == {
        "ES*WS": (0.455, 0.182), "WM*LP": (0.636, 0.182), "ES*QU*LP": (0.455, 0.091),
        "ES*QU*WM": (0.455, 0.091),
    }  # fmt: skip
    assert shown.fit.consistency == shown.fit.coverage == 1.0


def test_the_simplifying_assumptions_of_krook() -> None:
    assumed = [set(model.assumed) for model in side(KROOK, 1.0).solutions.parsimonious.models]
    with_es = {2, 5, 6, 7, 8, 10, 13, 14, 15, 16, 19, 20, 22, 23, 30, 31}
    assert with_es in assumed
    assert with_es - {2} in assumed


def test_the_absence_of_womens_representation() -> None:
    found = side(KROOK, 1.0, negated=True)
    assert found.outcome == "~WNP"
    assert models(found, "conservative") == terms("~ES*~WS*WM*~LP + QU*~WS*~WM*~LP + ES*~QU*~WS*~WM*LP")


def test_the_truth_table_of_lipset() -> None:
    rows = {r.row: r for r in side(LIPSET, 0.8).table.rows if r.cases}
    expected = {
        1: (3, 0.215976331360947, 0.0),
        2: (2, 0.278026905829596, 0.0),
        5: (2, 0.520900321543409, 0.113095238095238),
        6: (1, 0.528571428571429, 0.228070175438597),
        22: (2, 0.804270462633452, 0.719387755102041),
        23: (1, 0.378205128205128, 0.0396039603960395),
        24: (2, 0.708771929824562, 0.634361233480176),
        31: (1, 0.445255474452555, 0.0499999999999999),
        32: (4, 0.904205607476635, 0.885793871866295),
    }
    assert rows.keys() == expected.keys()
    for number, (count, consistency, pri) in expected.items():
        row = rows[number]
        assert (len(row.cases), row.consistency, row.pri) == pytest.approx(
            (count, consistency, pri), abs=1e-9
        )
    assert [n for n, row in rows.items() if row.outcome == "1"] == [22, 32]


def test_the_solutions_of_lipset() -> None:
    found = side(LIPSET, 0.8)
    assert models(found, "conservative") == terms("DEV*URB*LIT*IND*STB + DEV*~URB*LIT*~IND*STB")
    assert models(found, "parsimonious") == terms("DEV*~IND + URB*STB")
    assert models(found, "intermediate") == terms("DEV*URB*LIT*STB + DEV*LIT*~IND*STB")
    assert found.solutions.easy == (30,)
    assert found.solutions.difficult == (10, 12, 14, 16, 17, 18, 21, 25, 26, 28, 29)
    fits = {t.term: t for t in found.solutions.parsimonious.models[0].terms}
    urban = fits["URB*STB"]
    got = (urban.fit.consistency, urban.fit.pri, urban.fit.coverage, urban.unique)
    assert got == pytest.approx((0.873767258382643, 0.845410628019324, 0.519953051643193, 0.429577464788732))
    assert urban.cases == ("BE", "CZ", "NL", "UK")
    assert fits["DEV*~IND"].cases == ("FI", "IE")
    # The uncovered survivors, by which the solution falls short.
    assert found.solutions.intermediate.models[0].uncovered == ("FR", "SE")


def test_a_lower_threshold_gives_lipset_another_solution() -> None:
    found = side(LIPSET, 0.7)
    assert models(found, "conservative") == terms("DEV*~URB*LIT*STB + DEV*LIT*IND*STB")
    assert models(found, "parsimonious") == terms("DEV*STB")
    assert models(found, "intermediate") == terms("DEV*LIT*STB")
    (model,) = found.solutions.conservative.models
    assert [round(v, 3) for v in (model.fit.consistency, model.fit.pri, model.fit.coverage)] == [
        0.871, 0.851, 0.818,
    ]  # fmt: skip


def test_crisp_lipset_and_its_negation() -> None:
    found = side(LIPSET_CRISP, 1.0)
    assert models(found, "conservative") == terms("DEV*~URB*LIT*STB + DEV*LIT*IND*STB")
    assert models(found, "parsimonious") == terms("DEV*STB")
    assert found.solutions.parsimonious.models[0].assumed == (18, 20, 26, 28, 30)
    negated = side(LIPSET_CRISP, 1.0, negated=True)
    assert models(negated, "conservative") == terms("~DEV*~URB*~IND + DEV*LIT*IND*~STB")
    assert models(negated, "parsimonious") == terms("~DEV + ~STB")


def test_the_necessity_of_lipsets_conditions() -> None:
    found = {n.condition: (n.consistency, n.coverage, n.ron) for n in side(LIPSET, 0.8).necessity}
    expected = {
        "DEV": (0.830985915492958, 0.774617067833698, 0.811355311355311),
        "LIT": (0.990610328638498, 0.642802741812643, 0.509414225941423),
        "STB": (0.920187793427230, 0.706943192064924, 0.680118110236221),
        "~URB": (0.568075117370892, 0.401659751037344, 0.452127659574468),
        "~STB": (0.218309859154930, 0.269175108538350, 0.687112763320942),
    }
    for name, figures in expected.items():
        assert found[name] == pytest.approx(figures)


def solved(table: Table, expected: list[int | None]) -> dict[str, set[frozenset[str]]]:
    found = charts(table.sufficient, table.remainders, len(table.conditions), expected)
    return {
        kind: {frozenset(expression(t, table.conditions) for t in model) for model in found.models(kind)}
        for kind in ("parsimonious", "intermediate")
    }


def test_the_solutions_of_emmenegger() -> None:
    found = solved(EMMENEGGER, [1, 1, 1, 1, 1, 0])
    assert found["parsimonious"] == terms("S*R + L*P", "S*R + P*~V")
    assert found["intermediate"] == terms("S*R*~V + S*C*R*P + S*L*R*P + C*L*P*~V")
    easy = charts(EMMENEGGER.sufficient, EMMENEGGER.remainders, 6, [1, 1, 1, 1, 1, 0]).easy
    assert sorted(easy) == [31, 39, 45, 53, 55, 59, 61, 63]


def test_the_four_models_of_cebotari_and_vink() -> None:
    assert solved(CEBOTARI_VINK, [None] * 5)["parsimonious"] == terms(
        "~NATPRIDE + DEMOC*GEOCON*POLDIS + ~DEMOC*ETHFRACT*POLDIS + DEMOC*ETHFRACT*GEOCON",
        "~NATPRIDE + DEMOC*GEOCON*POLDIS + ~DEMOC*ETHFRACT*POLDIS + DEMOC*ETHFRACT*~POLDIS",
        "~NATPRIDE + DEMOC*GEOCON*POLDIS + DEMOC*ETHFRACT*GEOCON + ETHFRACT*GEOCON*POLDIS",
        "~NATPRIDE + DEMOC*GEOCON*POLDIS + DEMOC*ETHFRACT*~POLDIS + ETHFRACT*GEOCON*POLDIS",
    )


def test_the_chart_of_cebotari_and_vink() -> None:
    found = charts(CEBOTARI_VINK.sufficient, CEBOTARI_VINK.remainders, 5, [None] * 5).parsimonious
    solution = solve(
        [], CEBOTARI_VINK.conditions, np.empty((0, 5)), [],
        sufficient=CEBOTARI_VINK.sufficient, remainders=CEBOTARI_VINK.remainders,
    ).parsimonious  # fmt: skip
    assert len(found.implicants) == 6
    assert solution.chart["~NATPRIDE"] == (5, 15, 27, 29, 31)
    assert solution.chart["ETHFRACT*GEOCON*POLDIS"] == (15, 16, 31, 32)
    assert solution.chart["DEMOC*GEOCON*POLDIS"] == (24, 31, 32)


def test_memberships_are_those_of_rs_calibrate() -> None:
    values = [0, 10, 20, 25, 30, 40, 50, 60, 70, 75, 80, 90, 100]
    expected = [
        0.00733745807066141, 0.01934249769983508, 0.05, 0.07916845804317633, 0.1231471380298757,
        0.2725982855090026, 0.5, 0.7274017144909974, 0.8768528619701244, 0.9208315419568237, 0.95,
        0.9806575023001649, 0.9926625419293386,
    ]  # fmt: skip
    rising, falling = Anchors(out=20, crossover=50, full=80), Anchors(out=80, crossover=50, full=20)
    assert calibrated(values, rising) == pytest.approx(expected, abs=1e-15)
    assert calibrated(values, falling) == pytest.approx(1 - np.array(expected), abs=1e-15)


def test_the_fit_of_a_term_is_that_of_rs_pof() -> None:
    developed, urban = LIPSET.x[:, 0], LIPSET.x[:, 1]
    found = sufficiency(np.minimum(developed, 1 - urban), LIPSET.y)
    assert (found.consistency, found.coverage, found.pri) == pytest.approx(
        (0.744979919678715, 0.435446009389671, 0.685643564356436)
    )

"""Trends, comparisons, mixes and terms of groups of documents: known answers, and what must not be said."""

from __future__ import annotations

import math
from collections import Counter

import numpy as np
import pandas as pd
import pytest

from workingregions.models.trends.compare import differences
from workingregions.models.trends.mix import mix_changes
from workingregions.models.trends.pairs import theme_pairs
from workingregions.models.trends.terms import distinctive_terms, log_odds
from workingregions.models.trends.trend import together, trend_test


def corpus(years: list[int], publishers: list[str] | None = None) -> pd.DataFrame:
    n = len(years)
    return pd.DataFrame(
        {
            "id": [f"d{i:03d}" for i in range(n)],
            "year": pd.array(years, dtype="Int64"),
            "type": ["plan"] * n,
            "publisher": publishers or ["ministry"] * n,
            "region": [""] * n,
        }
    )


def test_a_rise_is_found_and_told() -> None:
    documents = corpus([2000 + i // 6 for i in range(90)])
    hits = np.array([(i * 7) % 15 <= i // 6 for i in range(90)])
    found = trend_test(documents, hits, "canals")
    assert (found.direction, found.years, found.of_documents) == ("rising", 15, 90)
    assert found.odds is not None
    assert found.odds > 1
    assert found.tau is not None
    assert found.tau > 0.8
    assert found.warnings == ()
    assert found.words[0].startswith("The share rises: odds x ")


@pytest.mark.parametrize("years", [[2010] * 30, [2010, 2011, 2012, 2013], []])
def test_too_few_years_or_documents_give_no_test(years: list[int]) -> None:
    found = trend_test(corpus(years), np.arange(len(years)) % 2 == 0, "canals")
    assert (found.direction, found.p) == ("too few", None)
    assert "too few" in found.words[0]


def test_no_document_about_a_theme_is_said() -> None:
    found = trend_test(corpus([2000 + i % 8 for i in range(40)]), np.zeros(40, bool), "canals")
    assert found.words == ("No test: 0 of 40 dated documents of 8 years are about the theme.",)


def test_a_trend_that_is_only_the_mix_is_held_and_warned_of() -> None:
    years = [2000 + i // 8 for i in range(160)]
    publishers = ["works" if i >= 80 else "ministry" for i in range(160)]
    for i in range(0, 160, 9):  # a few of each at either time
        publishers[i] = "ministry" if publishers[i] == "works" else "works"
    hits = np.array([(i * 5) % 11 < (7 if publishers[i] == "works" else 2) for i in range(160)])
    raw = trend_test(corpus(years), hits, "canals")
    held = trend_test(corpus(years, publishers), hits, "canals")
    assert raw.direction == "rising"
    assert (held.direction, held.held) == ("none", ("publisher",))
    (warning,) = held.warnings
    assert "publisher (ministry: 89% before 2010, 11% from then on)" in warning


def test_several_tests_are_judged_together() -> None:
    documents = corpus([2000 + i // 6 for i in range(90)])
    rng = np.random.default_rng(2)
    tests = [trend_test(documents, rng.random(90) < 0.4, f"t{i}") for i in range(12)]
    judged = together(tests)
    assert all(t.q >= t.p for t in judged)  # type: ignore[operator]
    assert [t.direction for t in judged].count("none") == 12


def test_a_mix_is_reported_only_if_it_differs_by_more_than_chance() -> None:
    a = corpus([2000] * 20, ["ministry"] * 15 + ["works"] * 5)
    b = corpus([2010] * 20, ["ministry"] * 5 + ["works"] * 15)
    (change,) = mix_changes(a, b, ("publisher", "type"))
    assert (change.facet, change.distance) == ("publisher", 0.5)
    assert change.words("before", "after") == "publisher (ministry: 75% before, 25% after)"
    assert mix_changes(a, a, ("publisher", "type")) == []
    # Publishers of one document each differ between any two groups.
    singles = [corpus([2000] * 20, [f"{side}{i}" for i in range(20)]) for side in "ab"]
    assert mix_changes(singles[0], singles[1], ("publisher",)) == []
    assert mix_changes(a.head(3), b, ("publisher",)) == []


def test_regions_differ_by_their_own_documents() -> None:
    documents = corpus([2010] * 40)
    inside = [i >= 20 for i in range(40)]
    about = {"canals": {f"d{i:03d}" for i in (*range(2), *range(20, 36))}, "rails": set()}
    canals, rails = differences(documents, inside, about, {"canals": "Canals", "rails": "Rails"})
    assert (canals.documents_a, canals.of_a, canals.documents_b, canals.of_b) == (2, 20, 16, 20)
    assert canals.difference == pytest.approx(0.7)
    assert canals.q is not None
    assert canals.q < 0.001
    assert canals.odds is not None
    assert canals.odds > 10
    assert (rails.difference, rails.odds) == (0, None)


def test_regions_with_few_documents_are_not_compared() -> None:
    (row,) = differences(corpus([2010] * 7), [i >= 3 for i in range(7)], {}, {"canals": "Canals"})
    assert (row.of_a, row.of_b, row.difference, row.p, row.q) == (3, 4, None, None, None)


def test_a_region_with_a_publisher_of_its_own_has_no_odds_with_the_mix_held() -> None:
    documents = corpus([2010] * 80, ["ministry"] * 40 + ["works"] * 40)
    hits = {"canals": {f"d{i:03d}" for i in range(80) if i % 2}}
    (row,) = differences(documents, [i >= 40 for i in range(80)], hits, {"canals": "Canals"})
    assert row.difference == 0
    assert (row.odds, row.held) == (None, ())


def test_log_odds_are_those_of_monroe_and_others() -> None:
    # By hand, with a prior of 10 words: steel .5, coal .3, canal .2 of all text.
    a, b = Counter(steel=8, coal=2), Counter(steel=2, coal=4, canal=4)
    prior = Counter(steel=10, coal=6, canal=4)
    found = log_odds(a, b, prior, weight=10)
    delta = math.log(7 / 13) - math.log(13 / 7)
    assert found["steel"] == pytest.approx((delta, delta / math.sqrt(1 / 7 + 1 / 13)))
    assert found["canal"][0] == pytest.approx(math.log(6 / 14) - math.log(2 / 18))
    swapped = log_odds(b, a, prior, weight=10)
    assert {t: -d for t, (d, _) in swapped.items()} == pytest.approx({t: d for t, (d, _) in found.items()})


def rows(side: str, documents: int, text: str, times: int = 6) -> list[tuple[str, str, str]]:
    return [(f"{side}{d}-{i}", f"{side}{d}", text) for d in range(documents) for i in range(times)]


def test_terms_of_either_side_are_listed_with_a_passage() -> None:
    old, new = rows("a", 5, "Barges on canals carried coal."), rows("b", 5, "Battery plants need chargers.")
    found = {row.term: row for row in distinctive_terms(old, new)}
    assert {"Battery plants", "battery plants"} & set(found) or "chargers" in found
    assert all(row.passage.startswith(row.side) for row in found.values())
    assert {row.side for row in found.values()} == {"a", "b"}
    assert all((row.z > 0) is (row.side == "b") for row in found.values())
    assert distinctive_terms(new, old, banned={"coal"})
    assert "coal" not in {row.term for row in distinctive_terms(old, new, banned={"coal"})}


def test_a_term_of_one_document_or_two_is_no_difference() -> None:
    base = rows("a", 5, "Plain words stand here.")
    loud = [*rows("b", 5, "Plain words stand here."), *rows("c", 1, "Zeppelins everywhere.", times=60)]
    assert not any("zeppelin" in row.term.casefold() for row in distinctive_terms(base, loud))
    thrice = [*loud, *rows("d", 2, "Zeppelins everywhere.", times=1)]
    assert not any("zeppelin" in row.term.casefold() for row in distinctive_terms(base, thrice))


def test_pairs_are_counted_against_chance() -> None:
    tags = [("p1", "a", "x"), ("p1", "a", "y"), ("p2", "b", "y"), ("p2", "b", "x"), ("p3", "b", "x")]
    (pair,) = theme_pairs(tags, passages=10)
    assert (pair.theme_a, pair.theme_b, pair.passages, pair.documents) == ("x", "y", 2, 2)
    assert pair.expected == pytest.approx(0.6)
    assert pair.lift == pytest.approx(2 / 0.6)

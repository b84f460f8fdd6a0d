"""Thickness profiles: measures by hand, and synthetic regions whose truth is known."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import combinations

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from benchmarks import thickness as bench
from tests.helpers.governance import FewPlaces, entity, tables, tie
from workingregions.corpus.enums import InstitutionType, Modality, Scale
from workingregions.corpus.map_filter import GOVERNANCE
from workingregions.models.presence import GovernanceMap, presence
from workingregions.models.thickness import reading
from workingregions.models.thickness.compare import estimates, measures, thickness
from workingregions.models.thickness.profile import COMPONENTS, ThicknessProfile
from workingregions.models.thickness.sample import Draw, Sample, ei_expected, sample, subset


def made(documents: int, ends: list[tuple[int, int]], where: list[tuple[int, int]], n: int) -> Sample:
    """A sample in which tie k is stated as `where` says and every end is named with it."""
    named = sorted({(end, d) for k, d in where for end in ends[k]})
    return Sample(
        documents=documents,
        named=np.array(named, dtype=np.int64).reshape(-1, 2),
        stated=np.array(where, dtype=np.int64).reshape(-1, 2),
        ends=np.array(ends, dtype=np.int64).reshape(-1, 2),
        kinds=["firm"] * n,
        scales=["local"] * n,
    )


def test_centralisation_of_a_star_a_ring_and_a_path() -> None:
    star = made(1, [(0, k) for k in (1, 2, 3, 4)], [(k, 0) for k in range(4)], 5)
    ring = made(1, [(0, 1), (1, 2), (2, 3), (0, 3)], [(k, 0) for k in range(4)], 4)
    path = made(1, [(0, 1), (1, 2), (2, 3)], [(k, 0) for k in range(3)], 4)
    once = np.ones(1, dtype=np.int64)
    assert star.centralisation(once) == pytest.approx(1.0)
    assert ring.centralisation(once) == pytest.approx(0.0)
    # Degrees 1, 2, 2, 1: (1 + 1) / (3 * 2).
    assert path.centralisation(once) == pytest.approx(1 / 3)
    assert np.isnan(made(1, [(0, 1)], [(0, 0)], 2).centralisation(once))


def test_centralisation_of_some_documents_is_that_of_their_ties() -> None:
    both = made(2, [(0, 1), (0, 2), (2, 3)], [(0, 0), (1, 0), (2, 1)], 4)
    assert both.centralisation(np.array([1, 0])) == pytest.approx(1.0)
    # Degrees 2, 1, 2, 1.
    assert both.centralisation(np.array([1, 1])) == pytest.approx(1 / 3)


def test_a_document_drawn_twice_names_new_ones_where_it_alone_named_them() -> None:
    # Institution 0 is named in both documents, 1 in the first alone.
    both = made(2, [(0, 1), (0, 2)], [(0, 0), (1, 1)], 3)
    assert Draw(both, np.array([1, 1])).institutions().tolist() == [0, 2, 1]
    assert Draw(both, np.array([2, 0])).institutions().tolist() == [0, 2, 1]  # 1 and another like it; 0 twice
    assert Draw(both, np.array([2, 0])).ties().tolist() == [0, 2, 0]


def test_the_ei_index_and_its_expectation_by_hand() -> None:
    # Scales a, a, b: ties a-a, a-b, so E-I = 0; of three pairs two are across, so 1/3 is expected.
    seen, expected, p = ei_expected(np.array([(0, 1), (1, 2)]), ["a", "a", "b"])
    assert (seen, expected) == (0.0, pytest.approx(1 / 3))
    assert 0 < p <= 1
    # All ties across: 1; with an unknown scale a tie is left out.
    assert ei_expected(np.array([(0, 2), (1, 2), (2, 3)]), ["a", "a", "b", ""])[0] == 1.0
    assert np.isnan(ei_expected(np.empty((0, 2), dtype=np.int64), [])[0])
    # The exact expectation is the mean over all ways to deal two a and two b.
    ends = np.array([(0, 1), (1, 2), (2, 3)])
    dealt = []
    for chosen in combinations(range(4), 2):
        labels = ["a" if n in chosen else "b" for n in range(4)]
        dealt.append(sum(1 if labels[x] != labels[y] else -1 for x, y in ends) / 3)
    assert ei_expected(ends, ["a", "a", "b", "b"])[1] == pytest.approx(np.mean(dealt))


def test_the_shared_agenda_compares_institutions_across_documents_only() -> None:
    # Documents 0, 1, 2 name x; x and y; y. Profiles: along theme 1, or theme 2, or halfway.
    half = np.sqrt(0.5)
    found = Sample(
        documents=3,
        named=np.array([(0, 0), (0, 1), (1, 1), (1, 2)]),
        stated=np.empty((0, 2), dtype=np.int64),
        ends=np.empty((0, 2), dtype=np.int64),
        kinds=["firm", "union"],
        scales=["", ""],
        themes=np.array([(1, 0), (0, 1), (half, half), (0, 1)], dtype=float),
    )
    # x in 0 with y in 1: half; x in 0 with y in 2: 0; x in 1 with y in 2: 1. Not x with x, nor y with y.
    assert found.agenda(np.ones(3, dtype=np.int64)) == pytest.approx((half + 0 + 1) / 3)
    # Drawn twice, document 0 counts twice, and is not compared with itself.
    assert found.agenda(np.array([2, 1, 0])) == pytest.approx(half)
    assert np.isnan(found.agenda(np.array([1, 0, 0])))


def small() -> tuple[object, ...]:
    entities = [
        entity("la", Scale.LOCAL, "A", InstitutionType.UNION),
        entity("lb", Scale.LOCAL, "A"),
        entity("na", Scale.NATIONAL, "US", InstitutionType.GOVERNMENT_NATIONAL),
        entity("un", Scale.UNKNOWN),
        entity("far", Scale.LOCAL, "GB"),
    ]
    passages = {
        "d1-0": (["A"], ["la", "lb", "na", "far"]),
        "d2-0": (["A"], ["la", "na", "un"]),
        "d3-0": (["A"], ["la"]),
        "d4-0": (["A"], []),
        "e1-0": (["B"], ["na"]),
    }
    ties = [
        tie("d1-0", "la", "na"),
        tie("d1-0", "la", "lb"),
        tie("d2-0", "na", "la"),
        tie("d2-0", "la", "un"),
        tie("d2-0", "na", "un", modality=Modality.PLANNED),
        tie("d1-0", "la", "far"),
    ]
    scores = {"d1-0": {"t1": 1.0, "t2": 0.0}, "d2-0": {"t1": 0.0, "t2": 1.0}}
    return tables(entities, passages, ties, scores=scores), FewPlaces()


def test_components_of_a_small_region_by_hand() -> None:
    given, places = small()
    found = sample(given, presence(given, "A", places))  # type: ignore[arg-type]
    assert (found.documents, len(found.kinds), len(found.ends)) == (4, 4, 3)
    value = measures(found, np.ones(4, dtype=np.int64), 4, 0.5)
    assert value["institutions"] == pytest.approx(4)
    assert value["types"] == pytest.approx(3)
    assert value["ties_each"] == pytest.approx(3 / 4)
    # la-na across, la-lb within, la-un of unknown scale.
    assert value["cross_scale"] == pytest.approx(0)
    assert value["scale:local"] == pytest.approx(2 / 3)
    assert value["type:firm"] == pytest.approx(2)
    # In two of the four documents: la is missed by 0 of 6 pairs but d4 with none of d1..d3: (3 named of 4).
    at_two = measures(found, np.ones(4, dtype=np.int64), 2, 0.5)
    assert at_two["institutions"] == pytest.approx((1 - 0) + (1 - 1 / 6) + 2 * (1 - 3 / 6))


def test_a_profile_names_what_is_left_out_and_what_is_not_measured() -> None:
    given, places = small()
    profile = thickness(given, ["A", "B", "A"], places, draws=50)  # type: ignore[arg-type]
    assert profile.regions["region"].tolist() == ["A", "B"]
    assert profile.components["region"].unique().tolist() == ["A"]
    assert any("County B has 1 document; at least 5 are needed" in s for s in profile.reading)
    assert any("no home" not in w and "Planned" in w and "(1)" in w for w in profile.warnings)
    assert reading.RULES in profile.reading
    assert "described alone" in profile.reading[0]
    assert profile.regions.set_index("region").at["A", "elsewhere"] == 1
    plain = json.loads(profile.as_json())
    assert {row["component"] for row in plain["components"]} == {c.id for c in COMPONENTS}


def test_nothing_to_compare_is_said_plainly() -> None:
    profile = thickness(tables([entity("x")], {"d1-0": (["A"], ["x"])}), ["A", "GB"], FewPlaces(), draws=10)
    assert profile.components.empty
    assert profile.reading[0].startswith("There is nothing to compare")
    assert "has 1 document and GB has 0 documents; at least 5" in profile.reading[1]
    json.loads(profile.as_json())


def test_what_was_not_seen_has_an_upper_bound() -> None:
    passages = {f"d{n}-0": (["A"], ["x", "y"]) for n in range(5)} | {
        f"e{n}-0": (["B"], ["x"]) for n in range(5)
    }
    ties = [tie(f"d{n}-0", "x", "y") for n in range(2)]
    given = tables([entity("x"), entity("y", Scale.NATIONAL)], passages, ties)
    profile = thickness(given, ["A", "B"], FewPlaces(), draws=50)
    rows = profile.components.set_index(["region", "component"])
    none = rows.loc[("B", "ties_each")]
    # At most 3.69 ties in 5 documents, for the one institution that they name.
    assert (none["value"], none["low"]) == (0.0, 0.0)
    assert none["high"] == pytest.approx(3.69)
    only_across = rows.loc[("A", "cross_scale")]
    assert only_across["value"] == 1.0
    assert only_across["low"] == pytest.approx((1 - 3.69) / (1 + 3.69))


def test_subsets_are_without_replacement() -> None:
    generator = np.random.default_rng(0)
    chosen = subset(5, 3, generator, np.array([2, 1, 0, 1, 1]))
    assert chosen.sum() == 3
    assert (chosen <= [2, 1, 0, 1, 1]).all()


def test_the_same_profile_twice_and_in_any_order_of_regions() -> None:
    corpora = bench.World.make(np.random.default_rng(5)).corpora({"a": 12, "b": 20}, np.random.default_rng(6))
    one, two = (
        thickness(corpora, regions, bench.NoPlaces(), draws=60) for regions in (["a", "b"], ["b", "a"])
    )
    keys = ["region", "component"]
    pd.testing.assert_frame_equal(
        one.components.sort_values(keys, ignore_index=True),
        two.components.sort_values(keys, ignore_index=True),
    )


@pytest.fixture(scope="module")
def runs() -> pd.DataFrame:
    return pd.concat([bench.run(seed, 12, 4, draws=120) for seed in range(100, 116)])


def test_the_truth_lies_within_the_intervals(runs: pd.DataFrame) -> None:
    """Of 16 intervals at 95 %, fewer than 13 hold the truth in 7 of 1000 tries (binomial)."""
    for component in ("institutions", "ties_each", "scalar_mix", "cross_scale"):
        rows = runs[runs["component"] == component]
        assert len(rows) == 16
        for corpus in ("small", "large"):
            held = (rows[f"low_{corpus}"] <= rows["truth"]) & (rows["truth"] <= rows[f"high_{corpus}"])
            assert held.sum() >= 13, (component, corpus)


def test_a_larger_corpus_differs_in_raw_counts_and_not_in_the_profile(runs: pd.DataFrame) -> None:
    once = runs.drop_duplicates("run")
    for what in ("institutions", "ties"):
        assert (once[f"raw_{what}_large"] > 1.3 * once[f"raw_{what}_small"]).all()
    for component, rows in runs.groupby("component"):
        meet = (rows["low_small"] <= rows["high_large"]) & (rows["low_large"] <= rows["high_small"])
        assert meet.sum() >= 14, component
    # And the means agree: what is compared does not grow with the corpus.
    rows = runs[runs["component"] == "institutions"]
    assert rows["value_large"].mean() == pytest.approx(rows["value_small"].mean(), rel=0.06)


def test_regions_that_differ_are_told_apart() -> None:
    generator = np.random.default_rng(3)
    thick, thin = bench.World.make(generator, 300, 150), bench.World.make(generator, 12, 4)
    one, two = thick.corpora({"thick": 30}, generator), thin.corpora({"thin": 30}, generator)
    few = sample(two, presence(two, "thin", bench.NoPlaces()))
    many = sample(one, presence(one, "thick", bench.NoPlaces()))
    low = estimates(few, 30, 0.5, draws=100)["institutions"]
    high = estimates(many, 30, 0.5, draws=100)["institutions"]
    assert low[2] < high[1]


def test_extrapolated_profiles_stop_at_twice_the_smallest_region() -> None:
    generator = np.random.default_rng(8)
    corpora = bench.World.make(generator).corpora({"a": 6, "b": 30}, generator)
    profile: ThicknessProfile = thickness(corpora, ["a", "b"], bench.NoPlaces(), at=50, draws=40)
    assert profile.at == 12
    rows = profile.components.set_index(["region", "component"])
    assert np.isnan(rows.at[("a", "centralisation"), "value"])
    assert rows.at[("a", "institutions"), "value"] > profile.regions["institutions"].iloc[0]
    assert any("extrapolated" in w for w in profile.warnings)
    assert (profile.asked, json.loads(profile.as_json())["asked"]) == (50, 50)
    assert any(
        w.startswith("50 documents were asked for; 12 is the most there can be") for w in profile.warnings
    )
    assert not any("asked for" in w for w in reading.read(replace(profile, asked=12)).warnings)


def test_regions_of_the_same_documents_are_said_to_be_so() -> None:
    passages = {f"d{n}-0": (["A", "B"], ["x", "y"]) for n in range(3)} | {"d3-0": (["B"], ["x"])}
    profile = thickness(tables([entity("x"), entity("y")], passages), ["A", "B"], FewPlaces(), draws=20)
    assert profile.shared == (("County A", "County B", 3),)
    assert any("share 3: to that extent" in w for w in profile.warnings)


def regions_of(documents: dict[str, int], *, same: bool = False) -> GovernanceMap:
    """Regions A and B with so many documents, each of which names two bodies and ties them."""
    passages, bodies, ties = {}, {}, []
    for region, count in documents.items():
        for n in range(count):
            pair = [f"{region}{1 if same else n}x", f"{region}{1 if same else n}y"]
            for one in pair:
                bodies[one] = entity(one, kind=InstitutionType.UNION)
            passages[f"{region}{n}-0"] = ([region], pair)
            ties.append(tie(f"{region}{n}-0", *pair))
    return tables(list(bodies.values()), passages, ties)


def test_no_difference_is_claimed_below_five_documents() -> None:
    profile = thickness(regions_of({"A": 6, "B": 2}), ["A", "B"], FewPlaces(), draws=20)
    text = " ".join(profile.reading)
    assert "no difference between them is claimed" in text
    assert "County B has 2 documents; at least 5 are needed to compare." in text
    assert "against" not in text


def test_a_region_with_few_documents_does_not_shrink_the_comparison_of_the_others() -> None:
    made = regions_of({"A": 6, "B": 8, "US": 3})
    profile = thickness(made, ["A", "B", "US"], FewPlaces(), draws=20)
    assert profile.at == 6
    assert set(profile.components["region"]) == {"A", "B"}
    assert set(profile.regions["region"]) == {"A", "B", "US"}
    assert any("US has 3 documents; at least 5 are needed" in s for s in profile.reading)


def test_samples_that_do_not_differ_give_no_interval_and_no_difference() -> None:
    profile = thickness(regions_of({"A": 6, "B": 7}, same=True), ["A", "B"], FewPlaces(), draws=20)
    rows = profile.components[profile.components["component"] == "institutions"]
    assert rows["value"].tolist() == [2.0, 2.0]
    assert rows["low"].isna().all()
    assert not any("against" in sentence for sentence in profile.reading)
    flat = {"low": 1.0, "high": 1.0}
    assert not reading.apart(flat, {"low": 2.0, "high": 2.5})
    assert reading.apart({"low": 1.0, "high": 1.5}, {"low": 2.0, "high": 2.5})


def test_documents_in_other_languages_are_not_counted_and_this_is_said() -> None:
    made = regions_of({"A": 6, "B": 6})
    foreign = [replace(d, language="de") if d.id in ("A0", "A1") else d for d in made.documents]
    profile = thickness(replace(made, documents=foreign), ["A", "B"], FewPlaces(), draws=20)
    row = profile.regions.set_index("region").loc["A"]
    assert (row["documents"], row["unread"], row["institutions"], row["ties"]) == (4, 2, 8, 4)
    assert any("other languages" in w and "County A (2 of 6)" in w for w in profile.warnings)
    assert "A0" in profile.documents


def test_firms_without_a_tie_of_governance_are_no_institutions_of_a_profile() -> None:
    made = regions_of({"A": 6, "B": 6})
    firms = [entity(f"firm{n}") for n in range(3)]
    more = tables([*made.entities, *firms], {"A9-0": (["A"], [f.id for f in firms])})
    mentions = pa.concat_tables([made.mentions, more.mentions])
    passages = pa.concat_tables([made.passages, more.passages])
    both = replace(
        made, entities=[*made.entities, *firms], mentions=mentions, passages=passages,
        documents=[*made.documents, *more.documents],
    )  # fmt: skip
    profile = thickness(both, ["A", "B"], FewPlaces(), draws=20, only=GOVERNANCE)
    row = profile.regions.set_index("region").loc["A"]
    assert (row["institutions"], row["firms_left_out"]) == (12, 3)
    assert any("Left out: County A 3 firms." in s for s in profile.reading)
    everything = thickness(both, ["A", "B"], FewPlaces(), draws=20)
    assert everything.regions.set_index("region").at["A", "institutions"] == 15

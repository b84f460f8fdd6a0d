"""One entity for each institution: what is joined, what is kept apart, and why."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.models.entities.corpus_of_names import acronym, at, document, resolved, tie
from workingregions.corpus.enums import Modality
from workingregions.models.entities import Memo, Resolution, entity_ties, observe, resolve


def together(resolution: Resolution, *names: str) -> bool:
    """Whether entities bear all these names as canonical name or alias, and it is one."""
    return len({e.id for name in names for e in resolution.find(name)}) == 1


@pytest.mark.parametrize(
    ("left", "right", "rule"),
    [
        ("Dept. of Economic Planning", "Department of Economic Planning", "abbreviation"),
        ("Univ. of Warwick", "University of Warwick", "abbreviation"),
        ("National Composites Centre", "National Composites Center", "spelling"),
        ("Centre for Process Inovation", "Centre for Process Innovation", "spelling"),
        ("Manufacturing Technology Centre", "Manufacturing TechnologyCentre", "spelling"),
        ("Manchester University", "University of Manchester", "spelling"),
        ("Finnish Innovation Fund", "Innovation Fund of Finland", "spelling"),
        ("Quibbleshire LEP", "Quibbleshire Local Enterprise Partnership", "abbreviation"),
        ("University of Quibble (UOQ)", "University of Quibble", "spelling"),
    ],
)
def test_one_name_written_in_two_ways_is_one_institution(left: str, right: str, rule: str) -> None:
    resolution = resolved({document("a", "GB"): [left], document("b", "GB"): [right]})
    assert together(resolution, left, right)
    assert any(m.merged and m.rule == rule and m.reason for m in resolution.merges)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("University of Essex", "University of Sussex"),
        ("Northern Powergrid Trust", "Southern Powergrid Trust"),
        ("Unit 4 Business Hub", "Unit 5 Business Hub"),
        ("National Skills Academy", "National Skills Agency"),
        ("Institute for Manufacturing", "Institutes for Manufacturing"),
        ("Bradford Growth Company", "Bedford Growth Company"),
    ],
)
def test_near_names_of_two_institutions_stay_apart(left: str, right: str) -> None:
    resolution = resolved({document("a", "GB"): [left], document("b", "GB"): [right]})
    assert not together(resolution, left, right)


def test_the_same_words_in_another_order_are_left_apart_where_order_tells() -> None:
    pair = ["Washington University", "University of Washington"]
    resolution = resolved({document("a", "US"): pair[:1], document("b", "US"): pair[1:]})
    assert not together(resolution, *pair)
    assert any(not m.merged and "order" in m.reason for m in resolution.merges)


def test_city_councils_of_two_places_are_two_and_of_one_place_one() -> None:
    resolution = resolved(
        {
            document("a", "GB", "GB-LDS"): ["City Council"],
            document("b", "GB", "GB-LDS"): ["City Council"],
            document("c", "GB", "GB-BRD"): ["City Council"],
            document("d", "GB", "GB-LDS"): ["Leeds City Council"],
        }
    )
    found = {key[0]: entity for key, entity in resolution.of.items()}
    ids = {d: found[document(d, "GB").id] for d in "abcd"}
    assert ids["a"] == ids["b"] == ids["d"] != ids["c"]
    by_id = {e.id: e for e in resolution.entities}
    assert by_id[ids["c"]].region == "GB-BRD"
    assert "Bradford" in by_id[ids["c"]].region_reason


def test_a_bound_name_without_a_place_is_its_documents_own() -> None:
    resolution = resolved(
        {document("a", ""): ["Chamber of Commerce"], document("b", ""): ["Chamber of Commerce"]}
    )
    assert len(resolution.entities) == 2


def test_the_short_name_in_a_document_is_the_one_it_gives_in_full() -> None:
    resolution = resolved({document("a", "GB"): ["Humber Growth Hub", "Growth Hub"]})
    assert len(resolution.entities) == 1


def test_acronyms_follow_the_documents_definition_and_else_the_others() -> None:
    one, two, three = document("a", "GB"), document("b", "GB"), document("c", "GB")
    defined = [acronym(one, "ZQTC", "Zinc and Quartz Technology Centre")]
    resolution = resolved(
        {one: ["Zinc and Quartz Technology Centre", "ZQTC"], two: ["ZQTC"], three: ["Quilting Trust"]},
        acronyms=defined,
    )
    assert together(resolution, "ZQTC", "Zinc and Quartz Technology Centre")
    assert any(m.rule == "acronym" and m.merged and m.document == two.id for m in resolution.merges)


def test_an_acronym_with_two_meanings_is_left_alone_and_says_so() -> None:
    a, b, c = (document(d, "GB") for d in "abc")
    resolution = resolved(
        {a: ["Zinc Quality Trust"], b: ["Zonal Quarry Team"], c: ["ZQT"]},
        acronyms=[acronym(a, "ZQT", "Zinc Quality Trust"), acronym(b, "ZQT", "Zonal Quarry Team")],
    )
    assert resolution.find("ZQT")[0].name == "ZQT"
    told = [m for m in resolution.merges if m.rule == "acronym" and not m.merged]
    assert told
    assert "elsewhere" in told[0].reason


def test_renamed_bodies_are_one_entity_with_years() -> None:
    resolution = resolved(
        {
            document("a", "GB", year=2014): ["Technology Strategy Board"],
            document("b", "GB", year=2020): ["Innovate UK"],
            document("c", "GB", year=2013): ["TSB"],
        }
    )
    (entity,) = resolution.entities
    assert (entity.name, entity.start) == ("Innovate UK", 2007)
    assert any(m.rule == "renamed" and "2007-2014" in m.reason for m in resolution.merges)


def test_successors_are_entities_apart_linked_by_before_and_after() -> None:
    resolution = resolved(
        {
            document("a", "GB", year=2015): ["BIS"],
            document("b", "GB", year=2019): ["Department for Business, Energy and Industrial Strategy"],
            document("c", "GB", year=2024): ["Department for Business and Trade", "DSIT"],
            document("d", "US", year=2015): ["BIS"],
        }
    )
    by_name = {e.name: e for e in resolution.entities}
    beis = by_name["Department for Business, Energy and Industrial Strategy"]
    bis = by_name["Department for Business, Innovation and Skills"]
    assert bis.after == (beis.id,)
    assert beis.before == (bis.id,)
    assert len(beis.after) == 2
    assert (beis.start, beis.end) == (2016, 2023)
    assert "Bureau of Industry and Security" in by_name


def test_home_region_says_what_tells_it_or_abstains() -> None:
    resolution = resolved(
        {
            document("a", "US", "US-OH"): ["Ohio Manufacturing Institute"],
            document("b", "", ""): ["Quibble Foundation"],
        }
    )
    home = {e.name: (e.region, e.region_reason) for e in resolution.entities}
    assert home["Ohio Manufacturing Institute"] == ("US-OH", "its name says Ohio")
    assert home["Quibble Foundation"] == ("", "the evidence does not tell")


def test_a_university_is_at_home_in_the_place_it_is_named_after() -> None:
    resolution = resolved({document("a", "GB", "GB-ESS"): ["University of Aberdeen", "Quibble Trust"]})
    home = {e.name: e.region for e in resolution.entities}
    assert home == {"University of Aberdeen": "geonames:2657832", "Quibble Trust": "GB-ESS"}


def test_ties_are_between_entities_and_never_of_one_with_itself() -> None:
    doc = document("a", "GB")
    names = {doc: ["Univ. of Warwick", "University of Warwick", "Quibble Foundation"]}
    resolution = resolved(names)
    ties = [
        tie(doc, "Quibble Foundation", "funds", "Univ. of Warwick"),
        tie(doc, "Univ. of Warwick", "partners", "University of Warwick"),
    ]
    (kept,) = entity_ties(ties, resolution)
    ends = {e.id for e in resolution.entities}
    assert {kept.source, kept.target} <= ends
    assert kept.modality is Modality.ASSERTED


POOL = (
    "University of Warwick", "Univ. of Warwick", "Warwick University", "City Council", "Leeds City Council",
    "Chamber of Commerce", "BIS", "Innovate UK", "Technology Strategy Board", "TSB", "Quibble",
    "Quibble Inc.", "Quibble Foundation", "Quible Foundation", "Parliament", "Treasury", "HM Treasury",
    "ZQT", "Zinc Quality Trust", "National Composites Centre", "National Composites Center", "EDA",
    "Growth Hub", "Humber Growth Hub",
)  # fmt: skip
corpora = st.dictionaries(
    st.tuples(
        st.sampled_from("abcdefgh"),
        st.sampled_from(["GB", "US", ""]),
        st.sampled_from(["GB-LDS", "US-OH", ""]),
    ),
    st.lists(st.sampled_from(POOL), min_size=1, max_size=6, unique=True),
    min_size=1,
    max_size=7,
)


@settings(max_examples=60)
@given(corpora, st.randoms(use_true_random=False), st.integers(0, 6))
def test_order_and_earlier_runs_change_nothing(
    corpus: dict[tuple[str, str, str], list[str]], shuffle: random.Random, cut: int
) -> None:
    texts = {
        document(name + place + country, country, place): found
        for (name, country, place), found in corpus.items()
    }
    mentions = [m for doc, names in texts.items() for n, name in enumerate(names) for m in at(doc, n, name)]
    short = [acronym(doc, "ZQT", "Zinc Quality Trust") for doc in texts][:1]
    observed = observe(mentions, list(texts), {})
    straight = resolve(observed, acronyms=short)
    memo = Memo()
    resolve(observed[:cut], acronyms=short, memo=memo)
    mixed, documents = list(mentions), list(texts)
    shuffle.shuffle(mixed)
    shuffle.shuffle(documents)
    again = resolve(observe(mixed, documents, {}), acronyms=short, memo=memo)
    assert (again.entities, again.names, again.merges) == (straight.entities, straight.names, straight.merges)
    assert len({e.id for e in straight.entities}) == len(straight.entities)
    assert set(straight.of.values()) == {e.id for e in straight.entities}

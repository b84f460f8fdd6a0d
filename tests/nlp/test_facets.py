"""Facets are copied onto passages; nothing else about them changes."""

from __future__ import annotations

from dataclasses import replace

from tests.nlp.documents import bundle
from workingregions.corpus.enums import MentionKind
from workingregions.corpus.records import Mention, RegionWeight, ThemeScore
from workingregions.nlp.facets import FacetStage


def test_facets_come_from_the_document_its_mentions_and_its_themes() -> None:
    made = bundle("Leeds grows.", "The end.")
    document = replace(
        made.document,
        year=2014,
        genre="policy",
        regions=(RegionWeight(region="US-OH", name="Ohio", weight=1.0),),
    )
    passage = made.passages[0]
    place = Mention(
        id="1", document="d", passage=passage.id, page=1, start=0, end=5, kind=MentionKind.PLACE,
        text="Leeds", entity="leeds", confidence=0.9, place="GB-LDS",
    )  # fmt: skip
    body = replace(place, id="2", kind=MentionKind.INSTITUTION, entity="leeds united", place="")
    scores = tuple(
        ThemeScore(document="d", passage=passage.id, theme=theme, about=about, mention=False)
        for theme, about in (("skills", 0.6), ("trade", 0.4))
    )
    source = replace(
        made,
        document=document,
        mentions=(place, body, replace(body, id="3", entity="not counted", counted=False)),
        themes=scores,
    )
    found = FacetStage(about=0.5)(source).passages[0]
    assert (found.year, found.genre, found.themes) == (2014, "policy", ("skills",))
    assert found.institutions == ("leeds united",)
    assert {"GB-LDS", "GB", "US-OH", "US"} <= set(found.regions)
    assert list(found.regions) == sorted(found.regions)
    empty = {"year": None, "genre": "", "type": "", "themes": (), "institutions": (), "regions": ()}
    assert replace(found, **empty) == passage
    assert FacetStage(about=0.7)(source).passages[0].themes == ()


def test_a_comparison_with_many_places_is_about_none_of_them_but_about_what_holds_them() -> None:
    made = bundle("Labour costs in Leeds and elsewhere.")
    passage = made.passages[0].id
    cities = ["GB-LDS", "GB-SHF", "GB-MAN", "GB-BIR", "GB-LIV", "GB-BRD", "US-OH", "DE-BY"]
    places = tuple(
        Mention(
            id=str(n), document="d", passage=passage, page=1, start=0, end=5, kind=MentionKind.PLACE,
            text=place, entity=place, confidence=0.9, place=place,
        )
        for n, place in enumerate(cities)
    )  # fmt: skip
    focal = (RegionWeight(region="GB-LDS", name="Leeds", weight=1.0),)
    source = replace(made, document=replace(made.document, regions=focal), mentions=places)
    regions = set(FacetStage()(source).passages[0].regions)
    assert {"GB-LDS", "GB"} <= regions
    assert not {"GB-SHF", "DE-BY", "DE", "US-OH", "US"} & regions
    few = replace(source, mentions=(places[0], places[-1]))
    assert "DE-BY" in FacetStage()(few).passages[0].regions


def regions(text: str, *names: tuple[str, str], focal: tuple[str, ...]) -> set[str]:
    """Return the regions of a one-passage document on the focal regions, with names of places in it."""
    made = bundle(text)
    passage = made.passages[0].id
    mentions = tuple(
        Mention(
            id=f"{n}", document="d", passage=passage, page=1, start=text.index(name),
            end=text.index(name) + len(name), kind=MentionKind.PLACE, text=name, entity=place,
            confidence=0.9, place=place,
        )
        for n, (name, place) in enumerate(names)
    )  # fmt: skip
    document = replace(
        made.document, regions=tuple(RegionWeight(region=r, name=r, weight=1 / len(focal)) for r in focal)
    )
    return set(FacetStage()(replace(made, document=document, mentions=mentions)).passages[0].regions)


LONG = "The office helps firms to find sites, money and people, and keeps a list of all that is empty. " * 4


def test_one_mention_abroad_in_a_long_passage_is_in_passing() -> None:
    assert "FR" not in regions(f"{LONG} One came from France.", ("France", "FR"), focal=("US-OH",))
    assert "FR" in regions(f"France leads. {LONG}", ("France", "FR"), focal=("US-OH",))


def test_a_passage_keeps_those_of_the_documents_regions_that_it_names() -> None:
    named = regions(
        f"{LONG} Ohio pays, and Toledo too.",
        ("Ohio", "US-OH"),
        ("Toledo", "Toledo, OH"),
        focal=("US-OH", "FR"),
    )
    assert "US-OH" in named
    assert "FR" not in named
    assert {"US-OH", "FR"} <= regions(LONG, focal=("US-OH", "FR"))


def test_a_passage_on_places_elsewhere_has_left_the_documents_region() -> None:
    away = (("Lyon", "geonames:2996944"), ("France", "FR"), ("Germany", "DE"))
    found = regions("Lyon in France, and Germany, have such funds.", *away, focal=("US-OH",))
    assert "FR" in found
    assert "US-OH" not in found

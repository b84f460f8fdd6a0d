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

"""What a correction tells of the map before and after it."""

from __future__ import annotations

from dataclasses import replace

from workingregions.app.map.changes import altered
from workingregions.app.map.words import in_words
from workingregions.corpus.correction import Action, Correction
from workingregions.corpus.enums import MentionKind, Scale
from workingregions.corpus.records import Entity

AGENCY = Entity(
    id="agency", name="Agency", kind=MentionKind.INSTITUTION, scale=Scale.NATIONAL, region="GB",
    region_reason="a widely known body",
)  # fmt: skip


def test_a_home_that_follows_from_a_new_scale_says_so() -> None:
    reason = "74% of its 4 mentions are in passages about Ohio"
    moved = replace(AGENCY, scale=Scale.REGIONAL, region="US-OH", region_reason=reason)
    told = f"it follows from the scale: {reason}"
    assert altered(AGENCY, moved) == [
        f"Agency: scale national → regional; home United Kingdom → Ohio ({told})."
    ]
    placed = replace(AGENCY, region="US-OH", region_reason="a correction says so")
    assert altered(AGENCY, placed) == ["Agency: home United Kingdom → Ohio (a correction says so)."]
    assert altered(AGENCY, replace(AGENCY, name="Bureau")) == ["Agency is now called Bureau."]
    assert altered(AGENCY, AGENCY) == []


def test_a_merge_names_its_institutions_as_they_were_typed() -> None:
    names = ("Tees Valley Unlimited", "TVU", "the partnership")
    merge = Correction(id="", when="", who="", action=Action.MERGE, names=names)
    assert in_words(merge) == "“Tees Valley Unlimited”, “TVU” and “the partnership” are one"

"""Mentions gathered into institutions: by key, by acronyms where they are defined, never by guessing."""

from __future__ import annotations

from workingregions.corpus.records import (
    Acronym,
    Document,
    InstitutionType,
    Mention,
    MentionKind,
    RegionWeight,
    Scale,
)
from workingregions.models.institutions import group, institution_counts
from workingregions.nlp.institutions_lexicon import key


def mention(
    number: int,
    document: str,
    text: str,
    kind: InstitutionType = InstitutionType.OTHER,
    confidence: float = 0.8,
    counted: bool = True,
) -> Mention:
    return Mention(
        id=f"{document}-{number}", document=document, passage=f"{document}-0", page=1, start=0, end=len(text),
        kind=MentionKind.INSTITUTION, text=text, entity=key(text), confidence=confidence, type=kind,
        scale=Scale.UNKNOWN, counted=counted,
    )  # fmt: skip


def acronym(document: str, short: str, long: str) -> Acronym:
    return Acronym(document=document, short=short, long=long, passage="")


def names(mentions: list[Mention], acronyms: list[Acronym]) -> dict[str, str]:
    grouping = group(mentions, acronyms)
    by_id = {entity.id: entity.name for entity in grouping.entities}
    return {identity: by_id[entity] for identity, entity in grouping.of.items()}


LONG = "Tyne Growth Board"


def test_forms_of_one_key_are_one_institution_with_its_strongest_type() -> None:
    found = [
        mention(0, "a", LONG, InstitutionType.OTHER),
        mention(1, "a", "the Tyne Growth Board", InstitutionType.DEVELOPMENT_AGENCY, 0.5),
        mention(2, "b", LONG, InstitutionType.FIRM, 0.4),
        mention(3, "b", "Steel Union", InstitutionType.UNION),
    ]
    grouping = group(found)
    assert [entity.name for entity in grouping.entities] == [LONG, "Steel Union"]
    assert grouping.entities[0].type is InstitutionType.DEVELOPMENT_AGENCY
    assert grouping.entities[0].aliases[0] == LONG


def test_an_acronym_is_its_long_form_where_it_is_defined_and_not_elsewhere() -> None:
    found = [mention(0, "a", LONG), mention(1, "a", "TGB"), mention(0, "b", "TGB")]
    assert names(found, [acronym("a", "TGB", LONG)]) == {"a-0": LONG, "a-1": LONG, "b-0": "TGB"}


def test_an_acronym_that_two_documents_define_alike_holds_everywhere() -> None:
    found = [mention(0, "a", LONG), mention(0, "b", LONG), mention(0, "c", "TGB")]
    assert names(found, [acronym("a", "TGB", LONG), acronym("b", "TGB", LONG)])["c-0"] == LONG


def test_an_ambiguous_acronym_is_left_alone() -> None:
    found = [mention(0, "a", LONG), mention(0, "b", "Trent Glass Bureau"), mention(0, "c", "TGB")]
    defined = [
        acronym("a", "TGB", LONG),
        acronym("d", "TGB", LONG),
        acronym("b", "TGB", "Trent Glass Bureau"),
    ]
    assert names(found, defined)["c-0"] == "TGB"


def test_what_does_not_count_is_left_out_and_order_does_not_matter() -> None:
    found = [mention(0, "a", LONG), mention(1, "a", LONG, counted=False), mention(0, "b", "Steel Union")]
    grouping = group(found)
    assert sorted(grouping.of) == ["a-0", "b-0"]
    assert group(found[::-1]) == grouping


def test_counts_by_region() -> None:
    documents = [
        Document(id="a", sha256="a" * 64, path="a", year=2010,
                 regions=(RegionWeight(region="UKC", name="North East", weight=1.0),)),
        Document(id="b", sha256="b" * 64, path="b", year=2014),
    ]  # fmt: skip
    found = [
        mention(0, "a", LONG),
        mention(1, "a", LONG),
        mention(0, "b", LONG),
        mention(1, "b", "Steel Union"),
    ]
    table = institution_counts(found, group(found), documents, above=lambda _: ["GB"])
    rows = {(r.region, r.name): (r.documents, r.mentions, r.first, r.last) for r in table.itertuples()}
    assert rows[("UKC", LONG)] == (1, 2, 2010, 2010)
    assert rows[("GB", LONG)] == (1, 2, 2010, 2010)
    assert rows[("", LONG)] == (1, 1, 2014, 2014)
    assert len(rows) == 4


def test_no_mentions_give_empty_tables() -> None:
    grouping = group([])
    assert grouping.entities == ()
    assert institution_counts([], grouping, []).empty

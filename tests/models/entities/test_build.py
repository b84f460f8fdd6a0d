"""Clusters to records: the name shown, ids, what fields rest on, and reasons for names within a unit."""

from __future__ import annotations

from tests.models.entities.corpus_of_names import acronym, at, correction, document
from workingregions.corpus.enums import InstitutionType, MentionKind, Scale
from workingregions.corpus.records import Document, Mention
from workingregions.models.entities import Resolution, observe, resolve
from workingregions.nlp.institutions.vocabulary import key

LEEDS, OHIO = document("leeds", "GB", "GB-LDS"), document("ohio", "US", "US-OH")


def resolved(*mentions: Mention) -> Resolution:
    return resolve(observe(mentions, [LEEDS, OHIO], {}))


def typed(doc: Document, name: str, kind: InstitutionType, confidence: float) -> Mention:
    return Mention(
        id=f"{doc.id}-{name}-{kind}",
        document=doc.id,
        passage=f"{doc.id}-0",
        page=1,
        start=0,
        end=len(name),
        kind=MentionKind.INSTITUTION,
        text=name,
        entity=key(name),
        confidence=confidence,
        type=kind,
        scale=Scale.LOCAL,
    )


def test_the_full_form_is_shown_though_its_acronym_is_more_frequent() -> None:
    mentions = [*at(LEEDS, 0, "Zorvane Skills Trust", 1), *at(LEEDS, 1, "ZSTR", 5)]
    defined = acronym(LEEDS, "ZSTR", "Zorvane Skills Trust")
    (entity,) = resolve(observe(mentions, [LEEDS], {}), acronyms=[defined]).entities
    assert entity.name == "Zorvane Skills Trust"
    assert entity.aliases == ("ZSTR", "Zorvane Skills Trust")


def test_ids_are_readable_and_different_for_namesakes() -> None:
    result = resolved(
        *at(LEEDS, 0, "City Council"), *at(OHIO, 0, "City Council"), *at(OHIO, 1, "Zorvane Steel")
    )
    ids = {entity.id for entity in result.entities}
    assert "zorvane steel" in ids
    assert {"city council @ GB-LDS", "city council @ US-OH"} <= ids
    assert len(ids) == len(result.entities) == 3
    assert {name.entity for name in result.names} == ids


def test_the_most_named_comes_first() -> None:
    result = resolved(
        *at(LEEDS, 0, "Kelmotec Glass", 9),
        *at(LEEDS, 1, "Zorvane Steel", 1),
        *at(OHIO, 1, "Zorvane Steel", 1),
    )
    assert [entity.name for entity in result.entities] == ["Zorvane Steel", "Kelmotec Glass"]


def test_the_type_with_most_confidence_behind_it_wins_and_other_only_where_nothing_else_is_said() -> None:
    kinds = InstitutionType
    (entity,) = resolved(
        typed(LEEDS, "Zorvane Works", kinds.FIRM, 0.9),
        typed(LEEDS, "Zorvane Works", kinds.UNION, 0.3),
        typed(OHIO, "Zorvane Works", kinds.OTHER, 0.99),
    ).entities
    assert (entity.type, entity.scale) == (kinds.FIRM, Scale.LOCAL)
    (vague,) = resolved(typed(LEEDS, "Zorvane Works", kinds.OTHER, 0.9)).entities
    assert vague.type is kinds.OTHER


def test_names_within_a_unit_have_their_reasons() -> None:
    result = resolved(*at(LEEDS, 0, "Zorvane Univ."), *at(OHIO, 0, "Zorvane University"))
    assert len(result.entities) == 1
    assert [m.rule for m in result.merges] == ["abbreviation"]
    assert all(m.merged and m.entity == result.entities[0].id for m in result.merges)


def test_a_merge_is_called_by_its_first_name_unless_a_line_renames_it() -> None:
    mentions = [*at(LEEDS, 0, "Kelmotec Glass"), *at(OHIO, 0, "Zorvane Steel")]
    observations = observe(mentions, [LEEDS, OHIO], {})
    merge = correction("merge", "Zorvane Steel", "Kelmotec Glass")
    rename = correction("rename", "Kelmotec Glass", value="Kelmotec Group", when=2)
    (merged,) = resolve(observations, corrections=[merge]).entities
    (renamed,) = resolve(observations, corrections=[merge, rename]).entities
    assert (merged.name, renamed.name) == ("Zorvane Steel", "Kelmotec Group")

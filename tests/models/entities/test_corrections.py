"""Corrections inside resolve(): each action, conflicts, what matches nothing, and undo."""

from __future__ import annotations

import pytest

from tests.models.entities.corpus_of_names import correction, document, resolved, tie
from workingregions.corpus.correction import Correction
from workingregions.corpus.enums import InstitutionType, Modality, Scale
from workingregions.corpus.records import Entity
from workingregions.models.entities.corrections import in_force
from workingregions.models.entities.resolution import Resolution, entity_ties

A, B, C = document("a", "GB", "GB-LDS"), document("b", "GB", "GB-BRD"), document("c", "GB", "GB-LDS")
TEXTS = {
    A: ["Quibble Foundation", "Ardent Trust", "City Council", "Vexing Skills Board"],
    B: ["Quibble Fund", "City Council", "Ardent Trust"],
    C: ["Borrowed Time Group", "City Council", "Ardent Trust"],
}


def only(resolution: Resolution, name: str) -> Entity:
    found = {e.id: e for e in resolution.find(name)}
    assert len(found) == 1, (name, found)
    return next(iter(found.values()))


def tables(resolution: Resolution) -> tuple[object, ...]:
    return resolution.entities, resolution.names, resolution.merges, resolution.links, dict(resolution.of)


def test_merge_joins_and_names_by_the_first() -> None:
    done = resolved(TEXTS, correction("merge", "Quibble Fund", "Quibble Foundation"))
    entity = only(done, "Quibble Foundation")
    assert entity.name == "Quibble Fund"
    assert entity == only(done, "Quibble Fund")
    reasons = [m.reason for m in done.merges if m.rule == "correction"]
    assert reasons == ["Ada: one institution"]


def test_merges_make_chains() -> None:
    done = resolved(
        TEXTS,
        correction("merge", "Quibble Fund", "Quibble Foundation"),
        correction("merge", "Quibble Foundation", "Borrowed Time Group", when=2),
    )
    assert only(done, "Borrowed Time Group").name == "Quibble Fund"


def test_split_of_two_names_that_would_be_one() -> None:
    texts = {A: ["Dept. of Quibbles"], B: ["Department of Quibbles"]}
    assert len(resolved(texts).entities) == 1
    line = correction("split", "Dept. of Quibbles", "Department of Quibbles")
    assert len(resolved(texts, line).entities) == 2
    against = correction("merge", "Dept. of Quibbles", "Department of Quibbles", who="Ben", when=2)
    both = resolved(texts, line, against)
    assert len(both.entities) == len(both.conflicts) == 1
    texts = {A: ["Centre for Process Inovation"], B: ["Centre for Process Innovation"]}
    assert len(resolved(texts).entities) == 1
    line = correction("split", "Centre for Process Inovation", "Centre for Process Innovation")
    assert len(resolved(texts, line).entities) == 2


def test_split_of_names_that_a_document_uses_for_one() -> None:
    texts = {A: ["Humber Growth Hub", "Growth Hub"]}
    done = resolved(texts, correction("split", "Growth Hub", "Humber Growth Hub"))
    assert len(done.entities) == 2
    assert not done.unmatched


def test_split_by_document() -> None:
    assert len(resolved(TEXTS).find("Ardent Trust")) == 1
    done = resolved(TEXTS, correction("split", "Ardent Trust", sha256=B.sha256))
    assert len(done.find("Ardent Trust")) == 2
    own = done.of[B.id, "ardent trust"]
    assert own not in {done.of[A.id, "ardent trust"], done.of[C.id, "ardent trust"]}


def test_split_by_region() -> None:
    done = resolved(TEXTS, correction("split", "Ardent Trust", value="GB-BRD"))
    entity = next(e for e in done.entities if e.id == done.of[B.id, "ardent trust"])
    assert entity.region == "GB-BRD"
    assert entity.id != done.of[A.id, "ardent trust"]


def test_fields_are_set_and_say_so() -> None:
    done = resolved(
        TEXTS,
        correction("rename", "Quibble Fund", value="The Quibble Endowment"),
        correction("retype", "Quibble Fund", value="finance"),
        correction("rescale", "Quibble Fund", value="regional"),
        correction("place", "The Quibble Endowment", value="GB-BRD", when=2),
    )
    entity = only(done, "The Quibble Endowment")
    assert (entity.type, entity.scale) == (InstitutionType.FINANCE, Scale.REGIONAL)
    assert (entity.region, entity.region_reason) == ("GB-BRD", "a correction says so")
    assert "Quibble Fund" in entity.aliases


def test_near_tells_which_of_several_of_one_name() -> None:
    done = resolved(TEXTS, correction("retype", "City Council", value="firm", near="GB-BRD"))
    kinds = {e.region: e.type for e in done.find("City Council")}
    assert kinds["GB-BRD"] is InstitutionType.FIRM
    assert kinds["GB-LDS"] is not InstitutionType.FIRM


def test_a_merge_of_a_name_that_several_bear_asks_which() -> None:
    line = correction("merge", "City Council", "Ardent Trust")
    done = resolved(TEXTS, line)
    assert done.unmatched == ((line, ("City Council near GB-BRD", "City Council near GB-LDS")),)
    assert not resolved(
        TEXTS, correction("merge", "City Council", "Vexing Skills Board", near="GB-LDS")
    ).unmatched


def test_reject_everywhere_or_in_one_document() -> None:
    assert not resolved(TEXTS, correction("reject", "Ardent Trust")).find("Ardent Trust")
    done = resolved(TEXTS, correction("reject", "Ardent Trust", sha256=A.sha256))
    assert (A.id, "ardent trust") not in done.of
    assert (B.id, "ardent trust") in done.of


def test_accepting_a_merge_makes_it_and_accepting_a_name_changes_nothing() -> None:
    assert only(resolved(TEXTS, correction("accept", "Quibble Fund", "Quibble Foundation")), "Quibble Fund")
    assert tables(resolved(TEXTS, correction("accept", "Quibble Fund"))) == tables(resolved(TEXTS))


def test_tie_verdicts() -> None:
    ties = [tie(A, "Quibble Foundation", "funds", "Ardent Trust")]
    planned = resolved(
        TEXTS, correction("tie", "Quibble Foundation", "Ardent Trust", relation="funds", value="planned")
    )
    assert [t.modality for t in entity_ties(ties, planned)] == [Modality.PLANNED]
    gone = resolved(
        TEXTS, correction("tie", "Quibble Foundation", "Ardent Trust", relation="funds", value="rejected")
    )
    assert entity_ties(ties, gone) == []
    line = correction(
        "tie", "Ardent Trust", "Quibble Fund", relation="partners", value="asserted", sha256=B.sha256
    )
    added = entity_ties(ties, resolved(TEXTS, line))
    assert {(t.source_name, t.relation.value, t.document) for t in added} >= {
        ("Ardent Trust", "partners", B.id)
    }


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (("merge", "Quibble Fund", "Quibble Foundation"), ("split", "Quibble Fund", "Quibble Foundation")),
        (("reject", "Ardent Trust"), ("accept", "Ardent Trust")),
    ],
)
def test_of_two_persons_neither_holds_and_of_one_the_later(
    first: tuple[str, ...], second: tuple[str, ...]
) -> None:
    plain = resolved(TEXTS)
    one, other = correction(*first, who="Ada", when=1), correction(*second, who="Ben", when=2)
    both = resolved(TEXTS, one, other)
    assert tables(both) == tables(plain)
    (conflict,) = both.conflicts
    assert {conflict.left, conflict.right} == {(one,), (other,)}
    later = correction(*second, who="Ada", when=2)
    held, conflicts = in_force([one, later])
    assert held == (later,)
    assert not conflicts


@pytest.mark.parametrize(
    ("action", "values"), [("rename", "xy"), ("retype", ("firm", "union")), ("place", ("US", "GB"))]
)
def test_two_values_of_one_field(action: str, values: tuple[str, str]) -> None:
    lines = [
        correction(action, "Ardent Trust", value=v, who=w, when=n)
        for n, (v, w) in enumerate(zip(values, ("Ada", "Ben"), strict=True), 1)
    ]
    done = resolved(TEXTS, *lines)
    assert tables(done) == tables(resolved(TEXTS))
    assert len(done.conflicts) == 1
    assert in_force(reversed(lines)) == in_force(lines)


def test_a_chain_of_merges_against_a_split() -> None:
    chain = [
        correction("merge", "Quibble Fund", "Quibble Foundation", who="Ada", when=1),
        correction("merge", "Quibble Foundation", "Ardent Trust", who="Ada", when=2),
    ]
    split = correction("split", "Quibble Fund", "Ardent Trust", who="Ben", when=3)
    held, (conflict,) = in_force([*chain, split])
    assert held == ()
    assert conflict.left == tuple(chain)
    assert conflict.right == (split,)


def test_what_matches_nothing_is_told_with_the_nearest() -> None:
    line = correction("retype", "Quibble Fundation", value="firm")
    ((told, near),) = resolved(TEXTS, line).unmatched
    assert told == line
    assert near[0] in {"Quibble Foundation", "Quibble Fund"}


ALL: tuple[Correction, ...] = (
    correction("merge", "Quibble Fund", "Quibble Foundation"),
    correction("split", "Ardent Trust", sha256=B.sha256),
    correction("rename", "Ardent Trust", value="Ardent"),
    correction("reject", "Vexing Skills Board"),
    correction("place", "Quibble Fund", value="US"),
)


@pytest.mark.parametrize("line", ALL, ids=lambda c: c.action.value)
def test_without_a_line_the_tables_are_as_before_it(line: Correction) -> None:
    before = resolved(TEXTS)
    with_line = resolved(TEXTS, line)
    assert tables(with_line) != tables(before)
    assert tables(resolved(TEXTS)) == tables(before)
    rest = [c for c in ALL if c != line]
    assert tables(resolved(TEXTS, *rest)) == tables(resolved(TEXTS, *reversed(rest)))


def test_a_correction_holds_in_a_larger_corpus() -> None:
    more = TEXTS | {document("d", "US"): ["Quibble Fund", "Sundry Institute"]}
    done = resolved(more, correction("merge", "Quibble Fund", "Quibble Foundation"))
    assert only(done, "Quibble Foundation").name == "Quibble Fund"

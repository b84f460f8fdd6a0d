"""Records that gain fields, and projects of earlier formats: read unchanged, upgraded on the first write."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import cast

import pytest

from tests.helpers.bundles import bundle, put
from tests.helpers.here import Here
from tests.helpers.stored import stored
from tests.helpers.towns import LATER, write
from workingregions.app import Project
from workingregions.app.view import View
from workingregions.corpus.enums import BlockKind, DocumentType, Use, Voice
from workingregions.corpus.errors import ProjectError, StoreError
from workingregions.corpus.records import Block, Box, Duplicate, Span
from workingregions.corpus.store import TABLES, Store, Writer, arrow
from workingregions.corpus.store.manifest import FORMAT

AROUND = Box(0.0, 0.0, 9.0, 9.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class LaterSpan(Span):
    """A span that gained fields, one of them a record."""

    offset: int = -1
    around: Box = AROUND


@dataclass(frozen=True, slots=True, kw_only=True)
class LaterBlock(Block):
    """A block that gained fields, also in the spans that it holds."""

    spans: tuple[LaterSpan, ...] = ()
    notes: tuple[str, ...] = ("none",)
    weight: float = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Impossible(Duplicate):
    """A record that gained a field without a default."""

    since: str


@pytest.fixture
def later(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    """Return a store of today's release, seen by one in which blocks and their spans have more fields."""
    store = Store.create(tmp_path / "store")
    put(store, bundle("a"), bundle("b", ""))
    monkeypatch.setitem(cast("dict[str, type]", TABLES), "blocks", LaterBlock)
    return store


def test_fields_that_an_older_table_lacks_hold_the_default(later: Store) -> None:
    files = sorted(p for p in later.folder.rglob("*") if p.is_file())
    blocks = later.snapshot().records("blocks")
    assert [type(b) for b in blocks] == [LaterBlock, LaterBlock]
    assert [(b.text, b.notes, b.weight) for b in blocks] == [
        ("Steel plants closed.", ("none",), 0.5),
        ("", ("none",), 0.5),
    ]
    (span,) = blocks[0].spans
    assert (span.box, span.offset, span.around) == (Box(1.0, 2.0, 3.0, 4.0), -1, AROUND)
    frame = later.snapshot().frame("blocks", columns=["weight", "notes"])
    assert frame["weight"].tolist() == [0.5, 0.5]
    assert later.check() == []
    assert sorted(p for p in later.folder.rglob("*") if p.is_file()) == files, "reading wrote something"


def test_the_first_writer_adds_the_fields_and_keeps_the_rows(later: Store) -> None:
    old = later.snapshot()
    before = old.records("blocks"), old.records("passages"), old.manifest
    with later.writer():
        pass
    now = later.snapshot()
    assert now.table("blocks").schema == arrow.schema(LaterBlock)
    assert (now.records("blocks"), now.records("passages")) == before[:2]
    assert now.manifest.number == before[2].number + 1
    assert now.manifest.content == before[2].content, "the map counts as made from other rows"
    with later.writer():
        pass
    assert later.manifest() == now.manifest, "upgraded twice"
    assert later.snapshot(before[2].id).records("blocks") == before[0], "the older snapshot cannot be read"
    put(later, bundle("c"))
    assert len(later.snapshot().records("blocks")) == 3


def test_an_upgrade_that_was_killed_is_done_again(later: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    before = later.snapshot().records("blocks")
    with monkeypatch.context() as patch:
        patch.setattr(Writer, "commit", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError), later.writer():
            pass
    assert later.snapshot().records("blocks") == before
    put(later, bundle("c"))
    assert [b.document[:1] for b in later.snapshot().records("blocks")] == ["a", "b", "c"]
    assert later.check() == []


def test_words_are_found_in_every_snapshot_of_an_upgrade(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = Store.create(tmp_path / "store")
    put(store, bundle("a"))

    @dataclass(frozen=True, slots=True, kw_only=True)
    class LaterPassage(TABLES["passages"]):  # type: ignore[misc]  # a class made for this test
        kind: str = ""

    monkeypatch.setitem(cast("dict[str, type]", TABLES), "passages", LaterPassage)
    with store.writer():
        pass
    assert [store.snapshot(f"s{n:06d}").lexical("steel", "", 5)[0][0][:1] for n in (1, 2)] == ["a", "a"]


def test_a_field_without_a_default_is_reported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = Store.create(tmp_path / "store")
    with store.writer() as writer:
        writer.replace("duplicates", "", [Duplicate(document="a", of="b", kind="revision", similarity=0.5)])
        writer.commit("test")
    monkeypatch.setitem(cast("dict[str, type]", TABLES), "duplicates", Impossible)
    with pytest.raises(StoreError, match="lacks the field 'since' of Impossible"):
        store.snapshot().records("duplicates")


def ids_of(view: View, kind: DocumentType) -> set[str]:
    """The documents of a type, by the facet of their passages or, in an earlier format, by their own."""
    return set(view.documents(view.select(types=(kind.value,)))["id"])


def test_passages_of_format_4_get_the_voice_of_their_blocks(tmp_path: Path) -> None:
    project = Project.open(stored("project-format-4", tmp_path))
    old = project.store.snapshot()
    assert (old.manifest.format, old.taken("passages", Use.THEMES)) == (4, "NOT reference")
    tables = {b.ordinal for b in old.records("blocks") if b.kind is BlockKind.TABLE}
    assert tables
    with pytest.raises(ProjectError, match="do not state whose voice"):
        project.view().select(voices=["table"])
    with project.store.writer():
        pass
    now = project.store.snapshot()
    voices = {p.id: p.voice for p in now.records("passages")}
    assert {Voice.BODY, Voice.TABLE} == set(voices.values())
    assert all(m.voice is voices[m.passage] for m in now.records("mentions"))
    assert "IN ('body'" in now.taken("passages", Use.THEMES)
    assert project.check(deep=True) == []


@pytest.mark.slow
def test_a_project_of_format_2_is_read_and_then_goes_on(tmp_path: Path) -> None:
    root = stored("project-format-2", tmp_path)
    project = Project.open(root)
    assert project.store.manifest().format == 2
    assert project.check(deep=True) == []
    before = {name: project.store.snapshot().digest(name) for name in TABLES}
    assert len(project.store.snapshot().records("documents")) == len(list(project.view().bundles())) == 3
    assert "Piedmont Technical College" in set(project.view().institutions()["name"])
    assert project.view().search("apprentices and colleges").hits
    kinds = {kind: ids_of(project.view(), kind) for kind in DocumentType if kind is not DocumentType.OTHER}
    assert any(kinds.values())
    assert project.store.manifest().format == 2, "reading upgraded it"

    report = project.ingest([write(tmp_path / "drop", later=LATER)], engine=Here())
    assert [item.outcome.value for item in report.items] == ["new"]
    assert project.store.manifest().format == FORMAT
    assert project.store.snapshot("s000005").digest("blocks") == before["blocks"]
    after = {kind: ids_of(project.view(), kind) for kind in kinds}
    assert all(kinds[kind] <= after[kind] for kind in kinds)
    assert set().union(*after.values()) - set().union(*kinds.values()) <= {report.items[0].document}
    corrected = project.correct("rename", "Akron Workforce Board", value="Workforce Akron", who="A. Scholar")
    assert corrected.changes
    assert "Workforce Akron" in set(project.view().institutions()["name"])
    assert project.prune(1).removed
    assert project.check(deep=True) == []
    assert len(project.view().documents()) == 4
    assert project.view().search("workforce board").hits

"""The corpus-wide tables after a drop: those of comparing everything, at the cost of what is new."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from workingregions.app.map import citing
from workingregions.app.run import corpus_wide
from workingregions.corpus.records import Bundle, Document, Page, Reference, Source
from workingregions.corpus.store import Done, Store
from workingregions.ingest.references import match_references

TITLES = {
    "a": "Growth of the Towns in the Northern Valley",
    "b": "Foundry Skills and the Apprentices at the Gate",
    "c": "Mills, Markets and the Men Who Left Them",
}


def bundle(name: str, *cited: str) -> Bundle:
    document = Document(
        id=name * 16, sha256=name * 64, path=f"{name}.pdf", title=TITLES[name], year=2010,
        authors=("Smith, Ann",), pages=(Page(number=1, width=1.0, height=1.0, origin="ocr"),),
    )  # fmt: skip
    references = tuple(
        Reference(
            document=document.id, ordinal=n, page=1, text=f"Smith, A. (2010). {TITLES[other]}.",
            title=TITLES[other], year=2010, authors=("Smith, A.",),
        )
        for n, other in enumerate(cited)
    )  # fmt: skip
    source = Source(sha256=document.sha256, path=document.path, media_type="x", bytes=1, drop="d")
    return Bundle(source=source, document=document, references=references)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store.create(tmp_path / "store")


def drop(store: Store, *bundles: Bundle, gone: str = "", mark: str = "1") -> dict[str, list[str]]:
    """Put documents, finish, and return the cited documents' letters by the citing document's."""
    with store.writer() as writer:
        done = [
            Done(sha256=b.source.sha256, stage=s, fingerprint=mark)
            for b in bundles
            for s in ("read", "segment")
        ]
        writer.put(bundles, done, gone=[letter * 64 for letter in gone])
        writer.commit("part")
        for change in corpus_wide.finish(store.snapshot(), store, {}):
            writer.replace(*change)
        writer.commit("end")
    now = store.snapshot()
    rows = now.records("references")
    assert rows == list(match_references(rows, now.records("documents")))
    cited: dict[str, list[str]] = {}
    for row in rows:
        cited.setdefault(row.document[0], []).append(row.target[:1])
    return cited


def test_citations_follow_what_comes_goes_and_changes(store: Store) -> None:
    assert drop(store, bundle("a", "b", "c")) == {"a": ["", ""]}
    assert drop(store, bundle("b", "a")) == {"a": ["b", ""], "b": ["a"]}
    assert drop(store, bundle("c")) == {"a": ["b", "c"], "b": ["a"]}
    assert drop(store, gone="b") == {"a": ["", "c"]}
    assert drop(store, bundle("a", "c"), mark="2") == {"a": ["c"]}
    assert drop(store, gone="ac") == {}


@pytest.mark.parametrize("damage", ["missing", "torn", "of another store"])
def test_what_is_kept_may_be_lost(store: Store, damage: str, tmp_path: Path) -> None:
    drop(store, bundle("a", "b", "c"), bundle("b", "a"))
    kept = store.folder / "citations.npz"
    if damage == "missing":
        kept.unlink()
    elif damage == "torn":
        kept.write_bytes(kept.read_bytes()[:100])
    else:
        other = Store.create(tmp_path / "other")
        drop(other, bundle("a", "c"), bundle("c", "a", "b"))
        kept.write_bytes((other.folder / "citations.npz").read_bytes())
    assert drop(store, bundle("c")) == {"a": ["b", "c"], "b": ["a"]}


def test_only_what_a_drop_may_change_is_read(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    drop(store, bundle("a", "b"), bundle("b", "a"))
    read: list[str] = []
    fetch = citing._references

    def counted(snapshot: object, ids: list[str]) -> list[Reference]:
        read.extend(identity[0] for identity in ids)
        return fetch(snapshot, ids)  # type: ignore[arg-type]

    monkeypatch.setattr(citing, "_references", counted)
    drop(store, bundle("c"))
    assert read == ["c"]


def test_scans_are_documents_of_which_every_page_was_read_by_ocr(store: Store) -> None:

    text = Page(number=2, width=1.0, height=1.0)
    one, two, three = bundle("a"), bundle("b"), bundle("c")
    two = replace(two, document=replace(two.document, pages=(*two.document.pages, text)))
    three = replace(three, document=replace(three.document, pages=()))
    with store.writer() as writer:
        writer.put([one, two, three], [])
        writer.commit("part")
    assert corpus_wide._scans(store.snapshot().arrow("documents", columns=["id", "pages"])) == {"a" * 16}

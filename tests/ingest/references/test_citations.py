"""Incremental citations give the results of a complete match, whatever the order of changes."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from workingregions.corpus.records import Document, Reference
from workingregions.ingest.references import match_references
from workingregions.ingest.references.citations import Citations

WORDS = (
    "regional",
    "growth",
    "towns",
    "mill",
    "foundry",
    "skills",
    "plan",
    "review",
    "valley",
    "of",
    "é",
    "the",
)
TITLES = st.lists(st.sampled_from(WORDS), max_size=6).map(" ".join)
DOIS = st.sampled_from(["", "10.1/A", "10.1/a", "10.1/b"])
YEARS = st.sampled_from([None, 2010, 2011, 2014])
NAMES = st.sampled_from([(), ("Smith, Ann",), ("Berg, Kari", "Smith, Ann")])


@st.composite
def corpora(draw: st.DrawFn) -> dict[str, tuple[Document, tuple[Reference, ...]]]:
    """Return some documents of a small pool of ids, with arbitrary references."""
    found = {}
    for identity in draw(st.sets(st.sampled_from("abcdefgh"), max_size=8)):
        doi = draw(DOIS)
        document = Document(
            id=identity, sha256=identity, path=identity, title=draw(TITLES), year=draw(YEARS),
            authors=draw(NAMES), publisher=draw(st.sampled_from(["", "Valley Council"])),
            identifiers=(f"doi:{doi}",) if doi else (),
        )  # fmt: skip
        references = tuple(
            Reference(
                document=identity, ordinal=n, page=1, text=f"{title} {draw(TITLES)}", title=title,
                year=draw(YEARS), authors=draw(NAMES), doi=draw(DOIS),
            )
            for n, title in enumerate(draw(st.lists(TITLES, max_size=4)))
        )  # fmt: skip
        found[identity] = (document, references)
    return found


def full(corpus: dict[str, tuple[Document, tuple[Reference, ...]]]) -> list[tuple[str, int, str, float]]:
    documents = [document for document, _ in corpus.values()]
    references = [r for identity in sorted(corpus) for r in corpus[identity][1]]
    return [(r.document, r.ordinal, r.target, r.score) for r in match_references(references, documents)]


def answers(state: Citations) -> list[tuple[str, int, str, float]]:
    columns = (state.documents, state.ordinals, state.targets, state.scores)
    return list(zip(*(column.tolist() for column in columns), strict=True))


@settings(max_examples=100)
@given(st.lists(corpora(), min_size=1, max_size=4))
def test_the_answers_are_those_of_matching_everything(
    steps: list[dict[str, tuple[Document, tuple[Reference, ...]]]],
) -> None:
    state = Citations.empty()
    for corpus in steps:

        def fetch(ids: Collection[str], corpus=corpus) -> list[Reference]:  # type: ignore[no-untyped-def]
            return [r for identity in ids if identity in corpus for r in corpus[identity][1]]

        marks = {identity: repr(references) for identity, (_, references) in corpus.items()}
        state = state.updated([document for document, _ in corpus.values()], marks, fetch)
        assert answers(state) == full(corpus)
        assert list(state.words) == sorted(state.words)


@given(corpora())
def test_the_state_survives_its_file(corpus: dict[str, tuple[Document, tuple[Reference, ...]]]) -> None:
    import tempfile

    def fetch(ids: Collection[str]) -> list[Reference]:
        return [r for identity in ids for r in corpus[identity][1]]

    documents = [document for document, _ in corpus.values()]
    marks = dict.fromkeys(corpus, "m")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "citations.npz"
        Citations.empty().updated(documents, marks, fetch).save(path)
        fetched: list[str] = []
        kept = Citations.load(path).updated(documents, marks, lambda ids: fetched.extend(ids) or [])
        assert answers(kept) == full(corpus)
        assert fetched == []


def test_one_more_document_matches_only_what_may_cite_it() -> None:
    titles = [
        "Growth of the Towns Council Report",
        "Foundry Skills in the Northern Valley",
        "Mills and Markets",
    ]
    documents = [Document(id=f"d{n}", sha256="", path="", title=t, year=2010) for n, t in enumerate(titles)]
    references = [
        Reference(document="d0", ordinal=n, page=1, text=f"Smith, A. (2010). {t}.", title=t, year=2010)
        for n, t in enumerate([*titles[1:], "Foundry Skills in the Northern Valley: a reply"])
    ]
    asked: list[str] = []

    def fetch(ids: Collection[str]) -> list[Reference]:
        asked.extend(ids)
        return [r for r in references if r.document in ids]

    marks = {document.id: "m" for document in documents}
    state = Citations.empty().updated(documents[:2], marks, fetch)
    asked.clear()
    more = [*documents, replace(documents[2], id="d3", title="An Unrelated Survey of Coastal Harbours")]
    state = state.updated(more, marks | {"d3": "m"}, fetch)
    assert asked == ["d2", "d3", "d0"]  # the new documents, and the one whose reference may be d2
    assert [row[2] for row in answers(state)] == [r.target for r in match_references(references, more)]
    assert state.targets[1] == "d2"


def test_a_damaged_file_is_the_empty_state(tmp_path: Path) -> None:
    path = tmp_path / "citations.npz"
    for data in (b"", b"PK\x03\x04", b"junk" * 100):
        path.write_bytes(data)
        assert len(Citations.load(path).ids) == 0

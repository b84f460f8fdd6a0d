"""The words that an evidence id refers to, and the places of a quote, in one snapshot; nothing is written."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Protocol

from workingregions.app.ask.document_text import DocumentText, Record, evidence_id, passages_of
from workingregions.corpus.errors import InputError, UserError, WorkingRegionsError
from workingregions.corpus.evidence import (
    Evidence,
    EvidenceId,
    EvidenceKind,
    EvidenceState,
    UnknownEvidenceError,
    citation,
    file_key,
    row_key,
)
from workingregions.corpus.quotes import FoldedText, Match, find, letters
from workingregions.corpus.records import Document, Passage
from workingregions.corpus.store import Snapshot, without
from workingregions.nlp.text import page_of

ALIKE = 85.0
"""Minimum agreement in percent between the letters of a quote and of the text (2 * common / all)."""
LEAST = 4
"""Letters of a quote below which only exact matches are found: short words resemble each other."""
CANDIDATES = 60
"""Number of passages that the full-text index proposes for a quote."""
_ELLIPSIS = re.compile(r"\s*(?:\[\s*(?:\.{3}|…)\s*\]|\(\s*(?:\.{3}|…)\s*\)|\.{3,}|…|(?:\.\s){2,}\.)\s*")
ELIDED = 800
"""Maximum number of letters that an ellipsis may replace."""
SPREAD = 0.1
"""Maximum difference in agreement between a match and the best one."""
DOCUMENTS = 30
"""Maximum number of documents that are searched."""
WORDS = 24
"""Number of words of a quote that are looked up in the index."""
_KEY = 10
"""Digits of a document's id that an evidence id holds."""
_TABLES = {
    EvidenceKind.TIE: ("ties", "entity_ties"),
    EvidenceKind.OUTCOME: ("outcomes",),
    EvidenceKind.MENTION: ("mentions",),
}
_WHOLE = (EvidenceKind.PASSAGE, EvidenceKind.SENTENCE, EvidenceKind.TIE)
"""Kinds whose words are whole sentences, so that the full stop belongs to them."""


class Stretch(Protocol):
    """Anything that marks words of a passage: a search hit, a tie, a mention."""

    @property
    def passage(self) -> str: ...  # noqa: D102

    @property
    def start(self) -> int: ...  # noqa: D102

    @property
    def end(self) -> int: ...  # noqa: D102


def evidence(
    snapshot: Snapshot,
    text: str,
    *,
    older: Iterable[Snapshot] = (),
    read: Callable[[Document], DocumentText] | None = None,
) -> Evidence:
    """Return the words that an evidence id refers to, as they are in `snapshot`.

    Args:
        snapshot: the corpus.
        text: the id.
        older: earlier snapshots, newest first, to report when the document last existed.
        read: returns the text of a document, for a caller that keeps it.

    Raises:
        MalformedEvidenceIdError: it is not an evidence id.
        UnknownEvidenceError: the snapshot has neither its document nor another edition of its file.
    """
    wanted = EvidenceId.parse(text)
    same = snapshot.records("documents", where=f"id LIKE '{wanted.document}%'")
    documents: list[Document] = same or _editions(snapshot, wanted)
    if not documents:
        raise _unknown(snapshot, wanted, text, older)
    texts = map(read or (lambda document: DocumentText(snapshot, document)), documents)
    answers = [_resolve(text_of, wanted, updated=not same) for text_of in texts]
    best = max(answers, key=lambda a: (list(EvidenceState)[::-1].index(a.state), a.score))
    return best if best.state is not EvidenceState.GONE else replace(best, id=str(wanted))


def evidences(snapshot: Snapshot, idents: Iterable[str]) -> dict[str, Evidence | UserError]:
    """Return what each evidence id refers to, or why it refers to nothing; each document is read once."""
    found: dict[str, Evidence | UserError] = {}
    wanted: dict[str, list[str]] = {}
    for ident in dict.fromkeys(idents):
        try:
            wanted.setdefault(EvidenceId.parse(ident).document, []).append(ident)
        except UserError as error:
            found[ident] = error
    listed = snapshot.arrow("documents", columns=["id"])["id"].to_pylist() if wanted else []
    by_key = {ident[:_KEY]: ident for ident in listed}
    documents = snapshot.records("documents", among=("id", [by_key[k] for k in wanted if k in by_key]))
    for document in documents:
        text = DocumentText(snapshot, document)
        for ident in wanted.pop(document.id[:_KEY]):
            found[ident] = evidence_within(text, ident)
    for ident in (ident for rest in wanted.values() for ident in rest):
        try:
            found[ident] = evidence(snapshot, ident)
        except UserError as error:
            found[ident] = error
    return found


def evidence_within(text: DocumentText, ident: str) -> Evidence:
    """Return the words of a document that an evidence id refers to; its state is GONE if there are none.

    Raises:
        MalformedEvidenceIdError: it is not an evidence id.
    """
    return _resolve(text, EvidenceId.parse(ident), updated=False)


def locate(
    snapshot: Snapshot, text: str, document: Document | None = None, *, most: int = 20
) -> list[Evidence]:
    """Return where a quote occurs in the corpus, best match first; an empty list if it does not occur.

    Case, white space, hyphens, ligatures, accents and punctuation do not matter; an ellipsis replaces omitted
    words. Matches whose letters differ (OCR, a slip of the pen) have a score below 1.

    Args:
        snapshot: the corpus.
        text: the quote.
        document: the only document to search.
        most: the maximum number of results.

    Raises:
        InputError: the quote contains no letters.
    """
    parts = [part for part in map(letters, _ELLIPSIS.split(text)) if part]
    if not parts:
        raise InputError("The quote has no letters.", advice="Give some words of the text.")
    found: list[tuple[float, str, int, int, DocumentText, Match]] = []
    for number, run in enumerate(_runs(snapshot, text, document, sum(map(len, parts)))):
        for match in _places(run, parts):
            found.append((-match.score, run.document.path, number, match.start, run, match))
    found.sort(key=lambda row: row[:4])
    return [run.describe(match) for *_, run, match in found[:most] if match.score > -found[0][0] - SPREAD]


def evidence_ids(snapshot: Snapshot, items: Sequence[Passage | Stretch]) -> list[str]:
    """Return an evidence id per passage, mention, tie, outcome or hit (its sentence); "" without letters."""
    passages = passages_of(
        snapshot, "id", {item.id if isinstance(item, Passage) else item.passage for item in items}
    )
    ids = {passage.document for passage in passages}
    columns = without("documents", "pages", "metadata")
    documents: dict[str, Document] = {
        d.id: d for d in snapshot.records("documents", among=("id", ids), columns=columns)
    }
    readings = {passage.id: (passage, FoldedText(passage.text)) for passage in passages}
    written = []
    for item in items:
        passage, reading = readings.get(item.id if isinstance(item, Passage) else item.passage, (None, None))
        if passage is None or reading is None:
            written.append("")
            continue
        whole = isinstance(item, Passage)
        start, end = (0, len(passage.text)) if whole else (item.start, item.end)  # type: ignore[union-attr]
        page = page_of(passage, start)
        written.append(evidence_id(documents[passage.document], page, reading, (start, end), item))
    return written


def passage_evidence(snapshot: Snapshot, ids: Sequence[str]) -> list[str]:
    """See View.passage_evidence."""
    known = {passage.id: passage for passage in passages_of(snapshot, "id", set(ids))}
    return evidence_ids(snapshot, [known[ident] for ident in ids])


def _editions(snapshot: Snapshot, wanted: EvidenceId) -> list[Document]:
    """Return the documents that were read from a file of the same name."""
    rows = snapshot.arrow("documents", columns=["id", "path"]).to_pylist()
    ids = [row["id"] for row in rows if file_key(row["path"]) == wanted.file]
    return snapshot.records("documents", among=("id", ids))


def _unknown(
    snapshot: Snapshot, wanted: EvidenceId, text: str, older: Iterable[Snapshot]
) -> UnknownEvidenceError:
    rows = snapshot.arrow("sources", where=f"sha256 LIKE '{wanted.document}%'", columns=["path"]).to_pylist()
    if rows:
        return UnknownEvidenceError(
            f"The evidence {text.strip()!r} is of the file {rows[0]['path']!r}, which gave no document in "
            f"snapshot {snapshot.id}.",
            advice="Read the file again.",
        )
    for before in older:
        # A snapshot that was removed, or is being removed, shows nothing.
        with contextlib.suppress(WorkingRegionsError):
            if gone := before.records("documents", where=f"id LIKE '{wanted.document}%'"):
                return UnknownEvidenceError(
                    f"The evidence {text.strip()!r} is of {gone[0].path!r}, which was in snapshot "
                    f"{before.id} and is not in snapshot {snapshot.id}.",
                    advice="Add the file again, or look into that snapshot.",
                )
    return UnknownEvidenceError(
        f"The evidence {text.strip()!r} is of a document that is not in this project.",
        advice="Look in the project that the id comes from, or add the document.",
    )


def _resolve(text: DocumentText, wanted: EvidenceId, *, updated: bool) -> Evidence:

    def units() -> Sequence[tuple[int, int]]:
        if wanted.kind in (EvidenceKind.MENTION, EvidenceKind.OUTCOME):
            return ()
        if wanted.kind is EvidenceKind.PASSAGE:
            return [(at, at + len(p.text)) for at, p in zip(text.starts, text.passages, strict=True)]
        return text.sentences

    match = find(
        text.reading,
        wanted.words,
        near=lambda offset: text.page(offset) % 1024 == wanted.page,
        ordinal=wanted.ordinal,
        units=units,
    )
    edition = "the file has been updated since" if updated else ""
    if match is None:
        return Evidence(
            id=str(wanted),
            kind=wanted.kind,
            state=EvidenceState.GONE,
            document=text.document.id,
            score=0.0,
            note="; ".join(filter(None, (edition, "the document no longer has these words"))),
            title=text.document.title,
            file=text.document.path,
            citation=citation(text.document),
        )
    match = text.whole(match) if wanted.kind in _WHOLE else match
    record = _record(text, match, wanted)
    if record is not None and not isinstance(record, Passage) and match.same:
        base = text.starts[[p.id for p in text.passages].index(record.passage)]
        match = replace(match, start=base + record.start, end=base + record.end)
    found = text.describe(match, wanted.kind, record)
    named = wanted.kind is EvidenceKind.PASSAGE or wanted.kind in _TABLES
    notes = (
        edition,
        match.note,
        f"it was on page {wanted.page}" if wanted.page not in {p % 1024 for p in found.pages} else "",
        f"these words are not a {wanted.kind} by themselves now" if named and record is None else "",
    )
    if found.state is EvidenceState.EXACT and not updated:
        found = replace(found, id=str(wanted))
    return replace(found, note="; ".join(filter(None, notes)))


def _record(text: DocumentText, match: Match, wanted: EvidenceId) -> Record | None:
    """Return the record that an id belongs to: in the words, with the same names; or the only one there."""
    passage, base = text.at(match.start)
    if wanted.kind is EvidenceKind.PASSAGE:
        return passage if (match.start, match.end) == (base, base + len(passage.text)) else None
    if wanted.kind not in _TABLES:
        return None
    letters_of = text.reading.range
    found: list[Record] = []
    for table in _TABLES[wanted.kind]:
        for row in text.rows(table, passage.id):
            stretch = base + row.start, base + row.end
            over = stretch[0] < match.end and match.start < stretch[1]
            if letters_of(*stretch) == letters_of(match.start, match.end) or (over and not match.same):
                found.append(row)
        if named := [row for row in found if row_key(row) == wanted.row]:
            return named[0]
    return found[0] if len(found) == 1 else None


def _runs(snapshot: Snapshot, text: str, document: Document | None, size: int) -> Iterator[DocumentText]:
    """Yield the texts that may contain a quote: the passages that the index proposes and their neighbours."""
    if document is not None:
        yield DocumentText(snapshot, document)
        return
    hits = [passage for passage, _ in snapshot.lexical(" ".join(_telling(text)), "", CANDIDATES)]
    proposed = {p.id: p for p in passages_of(snapshot, "id", hits)}
    ids = dict.fromkeys(proposed[hit].document for hit in hits if hit in proposed)
    kept = list(ids)[:DOCUMENTS]
    documents = {d.id: d for d in snapshot.records("documents", among=("id", kept))}
    # A quote may begin in the passage before the one proposed, and go on in those after it.
    reach = 1 + size // 800
    near = {(p.document, p.ordinal + step) for p in proposed.values() for step in range(-reach, reach + 1)}
    run: list[Passage] = []
    for passage in passages_of(snapshot, "document", kept):
        if (passage.document, passage.ordinal) not in near:
            continue
        if run and (run[-1].document, run[-1].ordinal + 1) != (passage.document, passage.ordinal):
            yield DocumentText(snapshot, documents[run[0].document], run)
            run = []
        run.append(passage)
    if run:
        yield DocumentText(snapshot, documents[run[0].document], run)


def _telling(text: str) -> list[str]:
    """Return the most distinctive words of a quote: the longest, with words split at line ends rejoined."""
    whole = re.sub(r"(?<=\w)[-\u00ad\u2010]\s+(?=\w)", "", text)
    words = dict.fromkeys(re.findall(r"\w+", f"{whole} {text}"))
    return sorted(words, key=len, reverse=True)[:WORDS]


def _places(text: DocumentText, parts: Sequence[str]) -> list[Match]:
    """Return where the parts of a quote occur in sequence: all exact matches, otherwise the most similar."""
    ends: dict[int, int] = {}
    at = text.reading.letters.find(parts[0])
    while at >= 0:
        if (last := _follow(text.reading.letters, at + len(parts[0]), parts[1:])) >= 0:
            ends[last] = at  # of several beginnings the last leaves the fewest words out
        at = text.reading.letters.find(parts[0], at + 1)
    spans = [text.reading.span(first, last) for last, first in ends.items()]
    spans = [span for span in spans if text.reading.is_whole(*span)] or spans
    if spans or sum(map(len, parts)) < LEAST:
        return [Match(*span, same=True, placed=True) for span in spans]
    like = _likest(text.reading.letters, parts)
    if like is None:
        return []
    first, last, score = like
    note = f"{score:.0%} of the letters agree"
    span = text.reading.span(first, last)
    return [Match(*span, same=False, placed=True, score=round(score, 3), note=note)]


def _follow(text: str, at: int, parts: Sequence[str]) -> int:
    """Return where the last of `parts` ends, each within reach of the previous one; -1 if one is missing."""
    for part in parts:
        begin = text.find(part, at, at + ELIDED + len(part))
        if begin < 0:
            return -1
        at = begin + len(part)
    return at


def _likest(text: str, parts: Sequence[str]) -> tuple[int, int, float] | None:
    """Return the bounds of the text most similar to `parts`, and the agreement of its letters (0 to 1)."""
    from rapidfuzz import fuzz

    first, at, agreed = -1, 0, 0.0
    for part in parts:
        within = text[at : at + ELIDED + len(part)] if first >= 0 else text
        if len(within) < 0.9 * len(part):
            return None
        found = fuzz.partial_ratio_alignment(part, within, score_cutoff=ALIKE - 5)
        if found is None:
            return None
        begin, end = _bounds(part, within, found.dest_start, found.dest_end)
        agreed += len(part) * fuzz.ratio(part, within[begin:end])
        first = at + begin if first < 0 else first
        at += end
    score = agreed / sum(map(len, parts))
    return (first, at, score / 100) if score >= ALIKE else None


def _bounds(part: str, text: str, begin: int, end: int) -> tuple[int, int]:
    """Return the exact bounds of a stretch similar to `part`, which lies near `begin` and `end`."""
    from rapidfuzz.distance import Levenshtein

    slack = 4 + len(part) // 20
    begin, end = max(0, begin - slack), min(len(text), end + slack)
    steps = Levenshtein.opcodes(part, text[begin:end])
    last = begin + steps[-1].dest_start if steps[-1].tag == "insert" else end
    return begin + (steps[0].dest_end if steps[0].tag == "insert" else 0), last

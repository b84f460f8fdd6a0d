"""Quotes for reports: sentences that show a finding, their evidence ids, and the words behind the ids."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from workingregions.app import ask
from workingregions.corpus.evidence import Evidence
from workingregions.corpus.store import without
from workingregions.nlp.text import sentences, statements
from workingregions.reports.report import Quote, Report
from workingregions.reports.wording import readability

if TYPE_CHECKING:
    from workingregions.app.view import View
    from workingregions.corpus.records import Document, Passage


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a passage, from `start` to `end`."""

    passage: str
    start: int
    end: int
    text: str = ""

    @property
    def worth(self) -> float:
        """How well it reads by itself, 0 to 1."""
        return readability(self.text)


def read_passages(view: View, ids: Iterable[str]) -> Mapping[str, Passage]:
    """Return passages by id, without their vectors."""
    columns = without("passages", "vector")
    rows = view.snapshot.records("passages", among=("id", sorted(set(ids))), columns=columns)
    return {p.id: p for p in rows}


def sentence_at(passage: Passage, offset: int) -> Sentence:
    """Return the sentence of a passage at an offset."""
    for spans in (statements(passage), sentences(passage.text)):
        for start, end in spans:
            if start <= offset < end:
                return _sentence(passage, start, end)
    return _sentence(passage, 0, len(passage.text))


def best_sentence(passage: Passage, start: int = 0, end: int = 0) -> Sentence:
    """Return the sentence of a passage that reads best, the one from `start` to `end` if it reads at all."""
    if start < end <= len(passage.text):
        chosen = _sentence(passage, start, end)
        if chosen.worth:
            return chosen
    spans = statements(passage)
    return max((_sentence(passage, a, b) for a, b in spans), key=lambda s: (s.worth, -s.start))


def identified(view: View, found: Sequence[Sentence]) -> list[str]:
    """Return the evidence id of each sentence; "" for one without letters."""
    return view.evidence_ids(found)  # type: ignore[arg-type]


def with_quotes(view: View, report: Report) -> Report:
    """Return a report with the words behind its evidence ids, and with the documents that they are of."""
    found = ask.evidences(view.snapshot, report.used())
    known = [e for e in found.values() if isinstance(e, Evidence) and e.quote]
    documents = _documents(view, {e.document for e in known} - report.references.keys())
    paged = _paged(view, {e.document for e in known})
    quotes = {
        ident: _quote(ident, e, paged=e.document in paged)
        for ident, e in found.items()
        if isinstance(e, Evidence) and e.quote
    }
    references = {**report.references, **documents}
    ordered = sorted(
        references.values(), key=lambda d: (d.publisher.casefold(), d.year or 9999, d.title, d.id)
    )
    return replace(report, quotes=quotes, references={d.id: d for d in ordered})


def _quote(ident: str, found: Evidence, *, paged: bool) -> Quote:
    return Quote(
        id=ident,
        document=found.document,
        page=found.pages[0] if paged and found.pages else 0,
        text=" ".join(found.quote.split()),
        # What surrounds a quote was cut by characters, perhaps within a word.
        before=" ".join(re.sub(r"^\S*\s", "", found.before).split()),
        after=" ".join(re.sub(r"\s\S*$", "", found.after).split()),
        section=" › ".join(found.section),
        link=f"/evidence/{ident}",
    )


def _documents(view: View, ids: Iterable[str]) -> Mapping[str, Document]:
    columns = without("documents", "pages", "metadata")
    rows = view.snapshot.records("documents", among=("id", sorted(ids)), columns=columns)
    return {d.id: d for d in rows}


def _paged(view: View, ids: Iterable[str]) -> set[str]:
    """Return the ids of the documents whose pages have numbers."""
    rows = view.snapshot.arrow("documents", among=("id", sorted(ids)), columns=["id", "pages"]).to_pylist()
    return {row["id"] for row in rows if any(page["width"] for page in row["pages"])}


def _sentence(passage: Passage, start: int, end: int) -> Sentence:
    return Sentence(passage.id, start, end, " ".join(passage.text[start:end].split()))

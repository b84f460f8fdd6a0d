"""Citations and a bibliography in a style: all of a report's in one call of the engine."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from workingregions.corpus.records import Document
from workingregions.reports.citing.engine import formatted
from workingregions.reports.citing.marks import Marks
from workingregions.reports.citing.pages import page_list
from workingregions.reports.citing.references import Reference, numbered_pages, reference
from workingregions.reports.citing.runs import Rich, as_text
from workingregions.reports.citing.styles import Kind, Style, style_named

Citing = tuple[str, tuple[int, ...]]
"""A document that is cited: its id, and the pages, () for the whole of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A reference in a bibliography.

    Attributes:
        key: id of the document.
        label: its number in a style with numbers, such as "[3]"; "" in others.
        rich: the reference.
        gaps: what is not known of it: "author", "date"...
    """

    key: str
    label: str
    rich: Rich
    gaps: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The words of the reference, with its number if it has one."""
        return " ".join(filter(None, (self.label, as_text(self.rich))))

    @property
    def note(self) -> str:
        """What is not known, as words to print after the reference; "" if nothing is missing."""
        *first, last = self.gaps or ("",)
        named = " and ".join(filter(None, (", ".join(first), last)))
        return f"[{named[:1].upper()}{named[1:]} not known.]" if named else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Citations:
    """The citations of a text in reading order, one per group, and its bibliography.

    In a style with notes a citation is the words of a note: in full where a document is first cited, then
    short. In others it goes into the text, with its brackets.
    """

    style: Style
    groups: tuple[Rich, ...]
    entries: tuple[Entry, ...]


def cite(
    groups: Sequence[Sequence[Citing]],
    documents: Mapping[str, Document],
    *,
    style: str,
    paged: bool = False,
) -> Citations:
    """Return the citations of a text, and the bibliography of all its documents.

    Args:
        groups: what each citation cites, in reading order; pages of one document are put together. A group
            may be empty.
        documents: the documents to list, by id; among them all that are cited.
        style: name of a style.
        paged: whether the pages are known to be those of paged documents, so that documents may lack theirs.

    Raises:
        InputError: there is no such style.
    """
    chosen = style_named(style)
    references = {key: reference(document) for key, document in documents.items()}
    located = [_located(group, {} if paged else documents) for group in groups]
    if chosen.kind is Kind.NAMES:
        # The engine puts authors in order where a style wants it, but not the years of one author.
        located = [sorted(group, key=lambda one: references[one[0]].order) for group in located]
    if not references:
        return Citations(style=chosen, groups=tuple(() for _ in groups), entries=())
    marks = Marks(references.values(), chosen)
    cited, listed = formatted(marks, [group for group in located if group])
    every = iter(cited)
    return Citations(
        style=chosen,
        groups=tuple(next(every) if group else () for group in located),
        entries=tuple(_entry(references[key], label, rich) for key, label, rich in listed),
    )


def _located(group: Sequence[Citing], documents: Mapping[str, Document]) -> list[tuple[str, str]]:
    """Return the documents of a group, each once, with its pages as words."""
    pages: dict[str, set[int]] = {}
    for key, numbers in group:
        known = numbered_pages(documents[key], numbers) if key in documents else numbers
        pages.setdefault(key, set()).update(known)
    return [(key, page_list(sorted(numbers))) for key, numbers in pages.items()]


def _entry(known: Reference, label: str, rich: Rich) -> Entry:
    return Entry(key=known.key, label=label, rich=rich, gaps=known.gaps)

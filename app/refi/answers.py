"""What an exchange of codings did, as records: every text, coding and code that did not pass has a name."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class RefiLoss:
    """A document that could not be exported as it is, and why."""

    file: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RefiExport:
    """What an export wrote, and what it left out.

    Attributes:
        file: the file.
        snapshot: the snapshot that it was made from.
        complete: whether it holds every document of the project; not so with a selection.
        documents, codes: how many.
        coders: names of the people whose codings are in it.
        machine, human: codings of the machine (those of `threshold` or more) and of people; each is there
            once as a stretch of text and, where the original is included, once more as areas on the page.
        threshold: the least score of the machine's codings.
        areas: areas on pages.
        notes: memos.
        originals: documents whose original file is included.
        no, unsure, gone: labels that were left out: REFI-QDA has no place for an answer that a passage is not
            about a theme, nor for doubt; or their passage is not there any more.
        corrections: corrections in force that have no place in a coded document.
        replaced: texts in which characters were replaced, and how many.
        text_only: documents whose original file is not included.
    """

    file: str
    snapshot: str
    complete: bool
    documents: int = 0
    codes: int = 0
    coders: tuple[str, ...] = ()
    machine: int = 0
    human: int = 0
    threshold: float = 0.0
    areas: int = 0
    notes: int = 0
    originals: int = 0
    no: int = 0
    unsure: int = 0
    gone: int = 0
    corrections: int = 0
    replaced: tuple[RefiLoss, ...] = ()
    text_only: tuple[RefiLoss, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RefiSourceMatch:
    """A source of an imported file, the document that it is, how it was recognised, and its codings.

    Attributes:
        source: its name in the file.
        document: the file of the project's document, "" if none is the same.
        how: id, content, text or name; "" if none.
        exact: codings on the words that the file states, at the place that it states.
        shifted: codings whose words were found at another place, or nearly the same words.
        failed: codings that found no passage, or whose code has no theme.
        reason: why the source has no document.
    """

    source: str
    document: str = ""
    how: str = ""
    exact: int = 0
    shifted: int = 0
    failed: int = 0
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RefiCodeMatch:
    """A code of an imported file, and the theme that it is.

    `how` is map (the user's table), id, label, new (added to the codebook), category (it cannot be given) or
    "" (none); `codings` counts people's codings with it.
    """

    code: str
    theme: str = ""
    how: str = ""
    codings: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class RefiCodingNote:
    """A coding that did not land exactly: where it is from, its words and what became of it."""

    source: str
    code: str
    who: str
    quote: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RefiImport:
    """What an import took over, and what it did not.

    Attributes:
        file: the file.
        origin: the program that wrote it, in its own words.
        dry_run: whether nothing was written.
        counting: how the program counts positions.
        batch: what undoes the import; "" if nothing was written.
        sources: each source of the file.
        codes: each code of the file.
        coders: people and the number of their codings that landed.
        exact, shifted, failed: codings of people, as in `RefiSourceMatch`, in all.
        machine: codings of this program itself, which are not taken over.
        again: codings that state the same as another one of the file, such as the area of a text.
        new, known: labels that were added, and that were there already.
        differing: labels that the same coder has answered otherwise; they are left unless replaced.
        moved: the codings that were shifted.
        lost: the codings that failed.
        themes: ids of the themes that were added; `codebook` is then the version that has them.
        unmapped: codes that may be given and have no theme, nor were left out by the user's table.
        memos: memos that were taken over, as notes of labels, and those that were not.
        problems: a sentence on each part of the file that could not be read.
        invalid: departures from the standard's schema; they do not matter by themselves.
    """

    file: str
    origin: str = ""
    dry_run: bool = False
    counting: str = ""
    batch: str = ""
    sources: tuple[RefiSourceMatch, ...] = ()
    codes: tuple[RefiCodeMatch, ...] = ()
    coders: tuple[tuple[str, int], ...] = ()
    exact: int = 0
    shifted: int = 0
    failed: int = 0
    machine: int = 0
    again: int = 0
    new: int = 0
    known: int = 0
    differing: tuple[RefiCodingNote, ...] = ()
    moved: tuple[RefiCodingNote, ...] = ()
    lost: tuple[RefiCodingNote, ...] = ()
    themes: tuple[str, ...] = ()
    codebook: str = ""
    unmapped: tuple[str, ...] = ()
    memos: tuple[int, int] = (0, 0)
    problems: tuple[str, ...] = ()
    invalid: tuple[str, ...] = ()

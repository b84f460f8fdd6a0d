"""Claims: the sentences of a report, each with what it rests on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum


class Basis(StrEnum):
    """What a claim rests on.

    quotes: words of documents. counts: numbers counted over the snapshot. record: what the run itself did:
    settings, versions, decisions.
    """

    QUOTES = "quotes"
    COUNTS = "counts"
    RECORD = "record"


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """Words of a document that support a claim.

    Attributes:
        id: the evidence id, which `view.evidence` resolves.
        document: id of the document, a key of `Report.references`.
        page: page of the first word, from 1; 0 for formats without pages.
        text: the words, exactly as they are in the passage, white space made single.
        before, after: some words around them, "" at the ends of the passage.
        section: the headings above.
        link: path in the workbench that opens the words on their page.
    """

    id: str
    document: str
    page: int
    text: str
    before: str = ""
    after: str = ""
    section: str = ""
    link: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    """A number that a claim states, under a name that is the same in the next edition of the report.

    Attributes:
        name: such as "documents.about".
        value: the number itself, unrounded.
        unit: such as "documents" or "share of documents".
        link: path in the workbench to the list that has this many rows; "" where there is none.
    """

    name: str
    value: float
    unit: str = ""
    link: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One or more sentences of a report that stand or fall together.

    Attributes:
        id: stable across editions: what is claimed of what, such as "trend.change" or "region.UKH3.share".
        text: the sentences, without citations; renderers add them.
        basis: what it rests on.
        evidence: ids of the quotes, the best first.
        numbers: what it states in numbers.
        source: for `counts` the id of the table that shows them, or what was counted; for `record` where
            it is recorded, such as "codebook" or "run".
    """

    id: str
    text: str
    basis: Basis
    evidence: tuple[str, ...] = ()
    numbers: tuple[Number, ...] = ()
    source: str = ""


def quoted(ident: str, text: str, evidence: Iterable[str], numbers: Iterable[Number] = ()) -> Claim:
    """Return a claim that rests on the words of documents; numbers of them may be stated as well."""
    return Claim(
        id=ident,
        text=text,
        basis=Basis.QUOTES,
        evidence=tuple(dict.fromkeys(evidence)),
        numbers=tuple(numbers),
    )


def counted(
    ident: str,
    text: str,
    numbers: Iterable[Number] | Mapping[str, float],
    *,
    source: str,
    evidence: Iterable[str] = (),
) -> Claim:
    """Return a claim that rests on numbers counted over the snapshot, with examples if there are any."""
    if isinstance(numbers, Mapping):
        numbers = [Number(name=name, value=value) for name, value in numbers.items()]
    return Claim(
        id=ident,
        text=text,
        basis=Basis.COUNTS,
        evidence=tuple(dict.fromkeys(evidence)),
        numbers=tuple(numbers),
        source=source,
    )


def recorded(ident: str, text: str, *, source: str) -> Claim:
    """Return a claim about what was done, which the run recorded."""
    return Claim(id=ident, text=text, basis=Basis.RECORD, source=source)

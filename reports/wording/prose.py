"""English for reports: numbers, bodies and hedges in words, the same in all of them.

Hedges come from a fixed scale (`data/hedges.csv`) that ties each word to an interval, a p or a number of
sources; the methods of a report print it.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from workingregions.corpus.files import rows
from workingregions.corpus.records import Document
from workingregions.models.wording import listed
from workingregions.reports.english import percent

_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_TEENS = (
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
)
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_KINDS = {
    "fact_sheet": "fact sheet", "policy_report": "policy report", "working_paper": "working paper",
    "evidence": "submission of evidence", "other": "document", "chapter": "book chapter",
}  # fmt: skip
_BEFORE = frozenset(
    {"European", "Federal", "National", "Royal", "Scottish", "U.S.", "UK", "United", "US", "Welsh", "World"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hedge:
    """Words for what a number shows, and the rule by which they are chosen."""

    scale: str
    words: str
    rule: str
    least: float
    most: float


@cache
def hedges() -> tuple[Hedge, ...]:
    """Return the scale of hedges."""
    made = []
    for scale, words, rule, least, most in rows(__package__, "hedges.csv", ";"):
        top = float(most) if most else math.inf
        made.append(Hedge(scale=scale, words=words, rule=rule, least=float(least or math.nan), most=top))
    return tuple(made)


def of_share(share: float, low: float, high: float) -> str:
    """Return the hedge of a share from its 95 % interval (0..1): "most", "a minority"."""
    scale = [h for h in hedges() if h.scale == "share"]
    fits = [h.words for h in scale if h.least <= low and high <= h.most]
    below, above = (h.words for h in scale if math.isnan(h.least))
    return fits[0] if fits else below if share < 0.5 else above


def of_difference(p: float) -> str:
    """Return the hedge of a difference or trend: "clear", "likely", "within chance"."""
    fits = (h for h in hedges() if h.scale == "difference")
    return next(h.words for h in fits if h.least <= p < h.most or h.most == 1)


def of_support(publishers: int) -> str:
    """Return the hedge of a statement from the number of publishers that make it."""
    fits = (h for h in hedges() if h.scale == "support")
    return next(h.words for h in fits if h.least <= publishers <= h.most)


def number(count: int) -> str:
    """Return a number as it is written within a sentence: words below ten."""
    return _NUMBERS[count] if 0 <= count < len(_NUMBERS) else f"{count:,}"


def some(count: int, noun: str, many: str = "") -> str:
    """Return a number with its noun: "no document", "one document", "nine documents", "13 documents"."""
    return f"{number(count)} {noun if count in (0, 1) else many or noun + 's'}"


def opening(count: int, noun: str, many: str = "") -> str:
    """Return a number with its noun as a sentence begins: "Thirteen documents", "A total of 153 files"."""
    if count < 100:
        words = number(count) if count < len(_NUMBERS) else _in_words(count)
        return f"{capital(words)} {noun if count in (0, 1) else many or noun + 's'}"
    return f"A total of {count:,} {many or noun + 's'}"


def _in_words(count: int) -> str:
    if count < 20:
        return _TEENS[count - 10]
    tens, ones = _TENS[count // 10 - 2], count % 10
    return f"{tens}-{_NUMBERS[ones]}" if ones else tens


def begin(count: int) -> str:
    """Return a number as a sentence begins: "Thirteen", "153"."""
    return capital(number(count) if count < len(_NUMBERS) or count > 99 else _in_words(count))


def capital(text: str) -> str:
    """Return a text with its first letter large, to begin a sentence."""
    return text[:1].upper() + text[1:]


def interval(low: float, high: float) -> str:
    """Return an interval of a share in words."""
    return f"{percent(low)} to {percent(high)}"


def some_of(names: Iterable[str], most: int) -> str:
    """Return names as a list in words, the first `most` of them and how many more there are."""
    every = list(names)
    if len(every) <= most + 1:
        return listed(every)
    return f"{', '.join(every[:most])} and {number(len(every) - most)} more"


def body(name: str) -> str:
    """Return the name of a body within a sentence: "the White House", "Essex County Council"."""
    bare = name.removeprefix("The ").removeprefix("the ")
    if bare != name:
        return f"the {bare}"
    words = bare.split(" (")[0].split()
    if not words:
        return name
    return f"the {name}" if _has_article(words) else name


def _has_article(words: Sequence[str]) -> bool:
    first, last = _articles()
    if words[-1] in ("Council", "University", "College") and words[0] not in ("European", "National"):
        return False
    opens = len(words) > 1 and (words[1] in ("of", "for", "on", "House") or words[0] in _BEFORE)
    return (words[0] in first and opens) or words[-1] in last


@cache
def _articles() -> tuple[frozenset[str], frozenset[str]]:
    table = {row[0]: frozenset(row[1:]) for row in rows(__package__, "bodies.csv", ",")}
    return table["first"], table["last"]


def kind(document: Document) -> str:
    """Return the type of a document in words, without an article."""
    value = document.type.value
    return _KINDS.get(value, value.replace("_", " "))


def called(document: Document) -> str:
    """Return what a document is: "a fact sheet of 2022 by the White House"."""
    what = kind(document)
    article = "an" if what[0] in "aeio" else "a"
    when = f" of {document.year}" if document.year else ""
    return f"{article} {what}{when}" + (f" by {body(document.publisher)}" if document.publisher else "")


def both(one: Document, other: Document) -> tuple[str, str]:
    """Return what two documents are, told apart: "one fact sheet of 2022", "another"."""
    first, second = called(one), called(other)
    if first != second:
        return first, second
    return f"one {first.partition(' ')[2]}", "another"

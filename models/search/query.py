"""What a user types into a search: words, "phrases", AND, OR, NOT, brackets and fields (publisher:OECD).

Words alone only rank. A phrase, or words with an operator beside them, are conditions: a passage that does
not meet them is not found. Lower-case "and", "or" and "not" are words; so is every sign in a text of TEXT
words or more, which is taken for a pasted paragraph.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from workingregions.corpus.errors import InputError, nearest
from workingregions.corpus.text_query import plain_words
from workingregions.nlp.text import content_keys

FIELDS = (
    "publisher", "title", "file", "region", "year", "theme", "institution", "type", "voice", "language",
    "drop",
)  # fmt: skip
"""Fields that narrow a search."""
MOST = 20_000
"""Maximum number of characters."""
TEXT = 40
"""Number of words from which a query is a pasted text."""
DEPTH = 20
"""Maximum depth of brackets."""
_TOKEN = re.compile(
    r"""\s*(?:
        (?P<field>[A-Za-z]+):(?:"(?P<quoted>[^"]*)"|(?P<value>[^\s"()/][^\s"()]*))
      | (?P<minus>-(?=["\w]))
      | "(?P<phrase>[^"]*)"
      | (?P<bracket>[()])
      | (?P<word>[^\s"()]+)
    )""",
    re.VERBOSE,
)
_CURLY = str.maketrans({"“": '"', "”": '"', "„": '"', "«": '"', "»": '"'})
_OPERATORS = ("AND", "OR", "NOT")
_ADVICE = 'Examples: "skills gap" NOT apprentices; publisher:OECD clusters; (union OR council) AND training.'


@dataclass(frozen=True, slots=True)
class Term:
    """Words that must all occur, or, as a `phrase`, in sequence."""

    words: str
    phrase: bool = False


@dataclass(frozen=True, slots=True)
class Every:
    """A condition that holds where all parts hold."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Either:
    """A condition that holds where a part holds."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """A condition that holds where `part` does not."""

    part: Condition


Condition = Term | Every | Either | Not


@dataclass(frozen=True, slots=True)
class Query:
    """A query as it was understood.

    `text` holds the words that rank: all but fields and what is excluded. `fields` are (field, value) pairs.
    `pasted` is True of a text whose signs were not interpreted.
    """

    text: str
    condition: Condition | None = None
    fields: tuple[tuple[str, str], ...] = ()
    pasted: bool = False


def parse(text: str, *, ranking: bool = True) -> Query:
    """Return what a query means.

    Args:
        text: as it was typed.
        ranking: whether it must have words that rank; to list passages, fields suffice.

    Raises:
        InputError: it is empty, too long or consists of common words; a quotation mark or bracket is not
            closed; an operator lacks an operand; or there is no such field.
    """
    if len(text) > MOST:
        raise InputError(
            f"The query has {len(text):,} characters; the maximum is {MOST:,}.",
            advice="Paste a paragraph, or search for what is similar to a document.",
        )
    plain = text.translate(_CURLY)
    pasted = len(plain.split()) >= TEXT
    query = Query(text=" ".join(text.split()), pasted=True) if pasted else _Parser(plain).query()
    if ranking or not query.fields:
        _check_words(text, query)
    return query


def ranks(text: str) -> bool:
    """Return whether a query has words that rank, beside fields and what is excluded."""
    return bool(content_keys(parse(text, ranking=False).text))


def _check_words(text: str, query: Query) -> None:
    """Raise an error if nothing in the query can rank passages."""
    if isinstance(query.condition, Not) and not query.text:
        raise InputError(
            f"The query {text!r} only excludes.", advice="Add what the passages should be about."
        )
    if not any(c.isalnum() for c in query.text):
        raise InputError(f"The query {text!r} has no words.", advice="Write a few words or a question.")
    if not content_keys(query.text):
        raise InputError(
            f"The query {text!r} has only words that occur in nearly every passage.",
            advice="Add a word that carries meaning.",
        )


class _Parser:
    """A parser by recursive descent; OR binds least, then AND, then NOT."""

    def __init__(self, text: str) -> None:
        if text.count('"') % 2:
            raise InputError(
                f"A quotation mark is not closed: {text[text.rindex(chr(34)) :][:60]}",
                advice='Put a phrase between two quotation marks: "skills gap".',
            )
        letters = "".join(c for c in text if c.isalpha())
        # In a line of capitals, AND is a word like the others.
        self._shouted = letters.isupper() and not letters.startswith(_OPERATORS) and len(text.split()) > 3
        self._text = text
        self._tokens = list(self._read(text))
        self._next = 0
        self._fields: list[tuple[str, str]] = []
        self._ranking: list[str] = []
        self._depth = 0
        self._loose = not any(kind == "operator" and sign in ("AND", "OR") for kind, sign in self._tokens)

    def _read(self, text: str) -> Iterator[tuple[str, str]]:
        for match in _TOKEN.finditer(text):
            if match["field"]:
                value = match["quoted"] if match["quoted"] is not None else match["value"]
                yield "field", f"{match['field'].casefold()}:{value}"
            elif match["minus"]:
                yield "operator", "NOT"
            elif match["phrase"] is not None:
                yield "phrase", match["phrase"]
            elif match["bracket"]:
                yield match["bracket"], match["bracket"]
            elif match["word"] in _OPERATORS and not self._shouted:
                yield "operator", match["word"]
            elif match["word"]:
                yield "word", match["word"]

    def query(self) -> Query:
        condition = self._either(ranks=True)
        if self._next < len(self._tokens):
            raise InputError("A bracket ) has no ( before it.", advice=_ADVICE)
        text = " ".join(self._ranking)
        return Query(text=text, condition=_simplified(condition), fields=tuple(self._fields))

    def _peek(self) -> tuple[str, str]:
        return self._tokens[self._next] if self._next < len(self._tokens) else ("end", "")

    def _takes(self, kind: str, sign: str = "") -> bool:
        found = self._peek()
        if found[0] != kind or (sign and found[1] != sign):
            return False
        self._next += 1
        return True

    def _either(self, *, ranks: bool) -> Condition | None:
        parts = [self._every(ranks=ranks)]
        while self._takes("operator", "OR"):
            parts.append(self._operand("OR", self._every(ranks=ranks)))
            self._operand("OR", parts[0], before=True)
        found = tuple(part for part in parts if part is not None)
        return found[0] if len(found) == 1 else Either(found) if found else None

    def _every(self, *, ranks: bool) -> Condition | None:
        parts: list[Condition] = []
        while True:
            kind, sign = self._peek()
            if kind in ("end", ")") or (kind, sign) == ("operator", "OR"):
                break
            if self._takes("operator", "AND"):
                if not (parts or self._fields):
                    self._operand("AND", None, before=True)
                if self._peek()[0] in ("end", ")") or self._peek() in (
                    ("operator", "AND"),
                    ("operator", "OR"),
                ):
                    self._operand("AND", None)
            elif self._takes("operator", "NOT"):
                excluded = self._operand("NOT", self._primary(ranks=False))
                parts.append(Not(excluded))
            elif (found := self._primary(ranks=ranks)) is not None:
                parts.append(found)
        return parts[0] if len(parts) == 1 else Every(tuple(parts)) if parts else None

    def _primary(self, *, ranks: bool) -> Condition | None:
        kind, sign = self._peek()
        if kind == "(":
            return self._bracket(ranks=ranks)
        if kind in ("end", ")", "operator"):
            return None
        self._next += 1
        if kind == "field":
            self._field(sign, excluded=not ranks)
            return None
        words = [sign]
        # A run of words is one operand; after NOT it is a single word, as everywhere.
        while kind == "word" and ranks and self._peek()[0] == "word":
            words.append(self._peek()[1])
            self._next += 1
        run = " ".join(words)
        if ranks:
            self._ranking.append(run)
        if not plain_words(run):
            return None
        if kind == "phrase":
            return Term(run, phrase=True)
        return None if ranks and self._loose else Term(run)

    def _bracket(self, *, ranks: bool) -> Condition | None:
        self._next += 1
        self._depth += 1
        if self._depth > DEPTH:
            raise InputError(f"The brackets are nested deeper than {DEPTH}.", advice=_ADVICE)
        found = self._either(ranks=ranks)
        if not self._takes(")"):
            raise InputError("A bracket ( is not closed.", advice=_ADVICE)
        self._depth -= 1
        return found

    def _field(self, sign: str, *, excluded: bool) -> None:
        name, _, value = sign.partition(":")
        if name not in FIELDS:
            close = nearest(name, FIELDS, 1)
            hint = f" Did you mean {close[0]}:?" if close else ""
            raise InputError(
                f"There is no field {name}:.{hint}",
                advice=f"Fields: {', '.join(FIELDS)}. Put {sign} between quotation marks to search for it.",
            )
        if not value.strip():
            raise InputError(f"The field {name}: has no value.", advice=f'Write {name}:"a value".')
        if excluded or self._depth:
            raise InputError(
                f"The field {name}: narrows the whole search; it cannot be excluded or put in brackets.",
                advice=f"Write {name}:{value} before or after the words.",
            )
        self._fields.append((name, value))

    def _operand(self, operator: str, found: Condition | None, *, before: bool = False) -> Condition:
        if found is None:
            side = "before" if before else "after"
            raise InputError(f"There is nothing to search for {side} {operator}.", advice=_ADVICE)
        return found


def _simplified(condition: Condition | None) -> Condition | None:
    """Return the condition with nested conjunctions joined."""
    if isinstance(condition, Every):
        parts = [p for part in map(_simplified, condition.parts) if part is not None for p in _parts(part)]
        return parts[0] if len(parts) == 1 else Every(tuple(parts))
    if isinstance(condition, Either):
        return Either(tuple(p for p in map(_simplified, condition.parts) if p is not None))
    return condition


def _parts(condition: Condition) -> tuple[Condition, ...]:
    return condition.parts if isinstance(condition, Every) else (condition,)

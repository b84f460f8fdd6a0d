"""Ties in tables and labelled lists: a column of funders beside one of recipients; "Partners: X, Y".

A header or a label gives a role to what is below or after it; data/columns.csv lists which two roles make a
tie. A list of members takes the body that its heading names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import combinations

from workingregions.corpus.enums import Relation
from workingregions.corpus.files import lines
from workingregions.corpus.records import Mention
from workingregions.nlp.ties.adjacent import NamedTie

_CONFIDENCE = 0.7
_LISTED = 0.6
_LABEL = re.compile(
    r"(?:^|(?<=[|;])|(?<=[.] ))[ •*–-]*(?P<label>[A-Za-z][A-Za-z -]{2,40}?)"
    r"\s?(?:[:–—]|\bare\b|\binclude\b|(?=\n))",
    re.MULTILINE,
)
_ROLES: Mapping[str, tuple[Relation, bool]] = {
    **dict.fromkeys(
        ("member", "members", "membership", "associates", "affiliates"), (Relation.PART_OF, True)
    ),
    **dict.fromkeys(
        ("subsidiaries", "divisions", "units", "campuses", "institutes"), (Relation.PART_OF, True)
    ),
    **dict.fromkeys(("owners", "shareholders"), (Relation.PART_OF, False)),
    **dict.fromkeys(("funders", "sponsors", "donors", "investors", "backers"), (Relation.FUNDS, True)),
    **dict.fromkeys(("clients", "customers"), (Relation.SERVES, False)),
    **dict.fromkeys(("suppliers", "contractors"), (Relation.SERVES, True)),
    "founders": (Relation.CREATES, True),
    "partners": (Relation.PARTNERS, True),
}
"""What a list under "X members", "Funders of X" states, and whether it runs from what is listed to X."""
_WHAT = "|".join(_ROLES)
_HEADING = re.compile(
    rf"^\W*(?:[\w:.-]+ ){{0,4}}(?P<what>{_WHAT})"
    r"(?: (?:of|in|to))?(?: the)? ?\0(?: include| are| comprise)?\s?:?\s*$"
    rf"|^\W*(?:the )?\0(?:['’]s?)?:? (?:[\w-]+ ){{0,2}}(?P<of>{_WHAT})"
    r"(?: include| are)?\s?:?\s*$",
    re.IGNORECASE,
)
_ALTERNATIVES = re.compile(r"/| or |[()]")
"""What parts the names of a header: "Parent/Holding company"."""
_MOST_PARTNERS = 5
"""A longer list is a membership, not a collaboration of each with each."""
_NEXT = 6
"""Maximum distance in blocks of a table's next page, with the headings and margins between."""
_MOST_LINES = 4
"""Maximum number of lines between two labels of one record."""

Roles = Mapping[str, Sequence[Mention]]
_Found = tuple[int, int, NamedTie]


_SHARE = re.compile(r"%|\bper ?cent|\b(?:ownership|owned|shareholding|stake|interest)\b", re.IGNORECASE)
"""What the header of a column of shares holds, in percent."""
_NUMBER = re.compile(r"(\d{1,3}(?:\.\d+)?)\s*%?")
_MINORITY = 50.0
"""Share in percent up to which an owned company is not a part of its owner."""


@cache
def _columns() -> list[tuple[Relation, frozenset[str], frozenset[str]]]:
    found = []
    for line in lines(__package__, "columns.csv"):
        relation, sources, targets = line.split(",")
        found.append((Relation(relation), frozenset(sources.split("|")), frozenset(targets.split("|"))))
    return found


@cache
def _labels() -> frozenset[str]:
    return frozenset(word for _, sources, targets in _columns() for word in (*sources, *targets))


@cache
def _modifiers() -> frozenset[str]:
    return frozenset(" ".join(lines(__package__, "modifiers.txt")).split())


def _label(text: str) -> str:
    """Return a header or label as the rules spell it, without modifiers; "" if no rule has it."""
    return next((name for part in _ALTERNATIVES.split(text) if (name := _known(part))), "")


def _known(text: str) -> str:
    words = re.sub(r"[^a-z ]", " ", text.casefold().replace("organization", "organisation")).split()
    for first in range(len(words)):
        if any(word not in _modifiers() for word in words[:first]):
            break
        name = " ".join(words[first:])
        if name in _labels():
            return name
    return ""


def _stated(held: Roles, confidence: float) -> Iterator[NamedTie]:
    """Yield the ties of one row or record, by the roles of its names."""
    for relation, sources, targets in _columns():
        for one in (x for label in held if label in sources for x in held[label]):
            for other in (x for label in held if label in targets for x in held[label]):
                if one.entity != other.entity:
                    yield NamedTie(one, relation, other, confidence)
    labels = [x for x in held if "partner" in x.split(" ")[-1] or x == "consortium"]
    if len(labels) > 1:  # "Lead partner: X. Partners: Y, Z"
        labels = [x for x in labels if "lead" not in x]
    partners = held[labels[0]] if labels else ()
    if len(partners) <= _MOST_PARTNERS:
        for one, other in combinations(partners, 2):
            yield NamedTie(one, Relation.PARTNERS, other, min(confidence, _LISTED))


class Header:
    """The roles of the columns of the last table, which its next passage or page may lack."""

    def __init__(self) -> None:
        self.roles: list[str] = []
        self.shares: Mapping[int, bool] = {}
        self.block = -1
        self.row: dict[str, Sequence[Mention]] = {}

    def forget(self) -> None:
        """Forget the table before: text stands between it and the next one."""
        self.roles, self.row, self.shares = [], {}, {}

    def begin(self, labels: list[str], shares: Mapping[int, bool], block: int, *, named: bool) -> bool:
        """Take the first row of a passage's table; return whether it is a header.

        It is not if it continues the table before.

        Args:
            labels: the roles of its cells.
            shares: the numbers of its cells that may announce shares of ownership, and whether they say so.
            block: the number of the table's block.
            named: whether the row names institutions.
        """
        near = block == self.block or (named and block - self.block <= _NEXT)
        continues = near and len(labels) == len(self.roles)
        is_header = any(labels) or not continues
        if is_header:
            self.roles, self.row, self.shares = labels, {}, shares
        self.block = block
        return is_header


def table_ties(
    text: str, mentions: Sequence[Mention], header: Header | None = None, block: int = 0
) -> Iterator[_Found]:
    """Yield (start, end, tie) for the rows of a table whose header names both roles of a relation.

    An empty cell repeats the one above it.

    Args:
        text: a passage's text; rows of tables are lines that begin with a bar.
        mentions: its institutions, in reading order.
        header: the roles of the columns of the document's last table, which is changed.
        block: the number of the passage's block.
    """
    header = header or Header()
    inside = False
    for line in re.finditer(r"[^\n]+", text):
        if not line.group().startswith("|"):
            inside = False
            header.forget()
            continue
        cells = [
            (m.start() + line.start(), m.end() + line.start()) for m in re.finditer(r"[^|]+", line.group())
        ]
        if not inside:
            inside = True
            labels = [_label(text[a:b]) for a, b in cells]
            headers = [text[a:b].strip() for a, b in cells]
            shares = {n: bool(h) for n, h in enumerate(headers) if not h or _SHARE.search(h)}
            named = any(_in_cell(mentions, cell) for cell in cells)
            if header.begin(labels, shares, block, named=named):
                continue
        held: dict[str, Sequence[Mention]] = {}
        for label, cell in zip(header.roles, cells, strict=False):
            found = _in_cell(mentions, cell) if label else []
            if found:
                held[label] = found
            elif label and not text[cell[0] : cell[1]].strip() and label in header.row:
                held[label] = header.row[label]
        header.row = held
        if len(held) > 1:
            stakes = {n: text[a:b] for n, (a, b) in enumerate(cells) if n in header.shares}
            minority = any(_is_minority(cell, said=header.shares[n]) for n, cell in stakes.items())
            for tie in _stated(held, _CONFIDENCE):
                if not (minority and tie.relation is Relation.PART_OF):
                    yield line.start(), line.end(), tie


def _is_minority(cell: str, *, said: bool) -> bool:
    """Return whether a cell holds a share that makes nobody the parent.

    Below a header that does not say that it holds shares, only "12.5" and "12 %" are shares, not "12".
    """
    number = _NUMBER.fullmatch(cell.strip())
    if number is None or not (said or "." in cell or "%" in cell):
        return False
    return float(number.group(1)) <= _MINORITY


def partner_ties(text: str, mentions: Sequence[Mention]) -> Iterator[_Found]:
    """Yield (start, end, tie) for records such as "Lead: X. Partners: Y and Z" and for lists of members.

    Args:
        text: a passage's text.
        mentions: its institutions, in reading order.
    """
    held: dict[str, list[Mention]] = {}
    start = end = 0
    for label, first, last in _labelled(text):
        named = _in_cell(mentions, (first, last))
        if not named:
            continue
        if label in held or text.count("\n", end, first) > _MOST_LINES:
            yield from ((start, end, tie) for tie in _stated(held, _LISTED))
            held = {}
        start, end = (start if held else first), last
        held[label] = named
    yield from ((start, end, tie) for tie in _stated(held, _LISTED))
    yield from _members(text, mentions)


def _labelled(text: str) -> Iterator[tuple[str, int, int]]:
    """Yield (label, start, end) of the text after known labels, to the next label or the list's end."""
    found = [(m, _label(m.group("label"))) for m in _LABEL.finditer(text)]
    known = [(m, label) for m, label in found if label]
    for index, (match, label) in enumerate(known):
        line = text.find("\n", match.end() + 1)
        end = len(text) if line < 0 else line
        if not text[match.end() : end].strip():
            continue
        alone = text[match.end() : match.end() + 1] == "\n"
        while alone and re.match(r"\n\s*[•*–-]", text[end : end + 3]):
            line = text.find("\n", end + 1)
            end = len(text) if line < 0 else line
        if index + 1 < len(known):
            end = min(end, known[index + 1][0].start())
        yield label, match.end(), end


def _members(text: str, mentions: Sequence[Mention]) -> Iterator[_Found]:
    """Yield ties of a list of members to the body in its heading: "Members of X:", "X partners"."""
    all_lines = [(m.start(), m.end()) for m in re.finditer(r"[^\n]+", text)]
    for index, (start, end) in enumerate(all_lines):
        first = next((m.end for m in mentions if start <= m.start and m.end <= end), start)
        head_end = text.find(":", first, end) + 1 or end
        heads = _in_cell(mentions, (start, head_end))
        if len(heads) != 1:
            continue
        head = heads[0]
        match = _HEADING.match(f"{text[start : head.start]}\0{text[head.end : head_end]}")
        if match is None:
            continue
        what = (match.group("what") or match.group("of")).casefold()
        listed = _in_cell(mentions, (head_end, end))
        for a, b in all_lines[index + 1 :] if not listed else ():
            named = _in_cell(mentions, (a, b))
            if not named or len(text[a:b]) > 2 * sum(len(m.text) for m in named) + 8:
                break
            listed += named
        for one in listed:
            if one.entity != head.entity and len(listed) > 1:
                relation, forward = _ROLES[what]
                ends = (one, head) if forward else (head, one)
                yield start, end, NamedTie(ends[0], relation, ends[1], _LISTED)


def _in_cell(mentions: Sequence[Mention], cell: tuple[int, int]) -> list[Mention]:
    inside = [m for m in mentions if cell[0] <= m.start and m.end <= cell[1]]
    return list({m.entity: m for m in inside}.values())

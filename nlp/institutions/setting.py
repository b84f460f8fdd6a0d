"""Where a name stands: in which column of a table, beside which author's initials or publisher's city.

What a column holds is shown by its header and its other cells, and not by the cell alone: brands, species and
codes stand in columns of their own.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

from workingregions.corpus.files import lines
from workingregions.nlp.gazetteer import known_place
from workingregions.nlp.institutions.surroundings import Pairs, after
from workingregions.nlp.text import citation_spans, is_cited

SETTING = (
    "cell",
    "cell_whole",
    "cell_head",
    "cell_first",
    "cell_code",
    "column_said",
    "column_placed",
    "column_cells",
    "column_named",
    "column_other",
    "row_numbers",
    "author",
    "publisher",
    "source_line",
    "post",
    "quoted",
    "cited",
    "post_of",
    "speaks",
    "row_cells",
    "column_upper",
    "row_code",
    "holds_post",
    "one_of",
    "is_programme",
    "is_body",
)
"""Names of the features, in order."""
_ROW = re.compile(r"^[ \t]*\|(.*)\|[ \t]*$", re.MULTILINE)
_RULE = re.compile(r"[\s|:-]+")
_NUMBER = re.compile(r"[\s*<>~]*[-–+(]?[£$€]?[\d.,]+\s?%?\)?[a-z*†]?")
_CODE = re.compile(r"[A-Z][A-Z0-9_–-]{2,}")
_AUTHOR_AFTER = re.compile(r",? (?:[A-Z]\.?-?){1,3}(?=[,.;:\s])|,? et al\b|,? \(?(?:eds?|Hrsg)\.")
_AUTHOR = re.compile(r"[A-Z][\w’'-]+(?: [A-Z][\w’'-]+)? [A-Z]{1,3}\.?")
_CITY = re.compile(r"(?:^|[\s(])[A-Z][\w.’'-]+(?:(?:, | )[A-Z][\w.]+){0,2}: ?$")
_SOURCE = re.compile(r"^[\s*|_]*(?:Data s|S|Photo s)ources?\b", re.IGNORECASE)

_HELD = re.compile(r"\b(?P<post>[A-Za-z]+),? (?:of|at|for|with|from) (?:the )?$")
_HOLDS = re.compile(r"(?:, |\n| [–-] )(?:the |[A-Z][\w&/-]* ){0,4}?(?P<post>[A-Z][a-z]+)\b")
_ONE_OF = re.compile(r"\b(?:[Aa]n?|[Aa]nother|[Ee]ach|[Ee]very|[Aa]ny) (?:[a-z-]+ ){0,2}$")
_PROGRAMME = re.compile(
    r"(?: \([A-Z][\w-]*)?\)? (?:[a-z-]+ )?(?:programs?|programmes?|projects?|schemes?|initiatives?|grants?"
    r"|awards?|awardees|stud(?:y|ies)|surveys?|strateg(?:y|ies)|plans?|bills?|acts?|agreements?|treat(?:y|ies)|forms?|codes?"
    r"|tests?|drugs?|models?|methods?|tools?|approach(?:es)?|campaigns?|courses?|degrees?|numbers?|electrodes?)\b"
)
_BODY = re.compile(
    r"(?: \([A-Z][\w-]*)?\)? (?:[a-z-]+ )?(?:compan(?:y|ies)|firms?|groups?|networks?|agenc(?:y|ies)"
    r"|organi[sz]ations?|consortium|cooperative|foundation|institutes?|clusters?|members?|employees|staff|workers|officials"
    r"|executives?|spokes(?:man|woman|person)|facilit(?:y|ies)|plants?|factory|headquarters|subsidiar(?:y|ies))\b"
)
_SHORT_CODE = re.compile(r"(?:[A-Z]\.?|[IVX]{1,5}|[\d./-]{1,8}[A-Z]{0,2}|[A-Z]{1,2}\d{1,4})")
_SPEAKS = re.compile(r"(?: [A-Z][\w’'-]+){0,5}:\s?[“\"]|,? (?:said|says|commented|added)\b")


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table: offsets of its text, and its row and column, from zero; row 0 is the header."""

    start: int
    end: int
    row: int
    column: int


@dataclass(frozen=True, slots=True)
class Column:
    """What a column holds: words of its header, and of its cells the mean of the tagger's probability of an
    organisation, the shares of places and of capitals, and the number."""

    header: str
    said: float
    placed: float
    upper: float
    cells: int


@cache
def _headers() -> tuple[frozenset[str], frozenset[str]]:
    return frozenset(lines(__package__, "columns.txt")), frozenset(lines(__package__, "columns_other.txt"))


@cache
def _posts() -> frozenset[str]:
    roles = lines("workingregions.nlp", "people_roles.txt")
    return frozenset(role.split()[-1] for role in roles) - {"of", "for", "parliament"} | {"lead", "member"}


class Setting:
    """The tables of one text, and what surrounds a name in it."""

    def __init__(self, text: str, said: Callable[[int, int], float]) -> None:
        self.text = text
        self._said = said
        self._tables = [list(table) for table in _tables(text)] if "|" in text else []
        self._columns: dict[tuple[int, int], Column] = {}
        self._citations = citation_spans(text)

    def of(self, start: int, end: int) -> Pairs:
        """Yield the features of SETTING that are not zero for text[start:end]."""
        text, form = self.text, self.text[start:end]
        yield from self._in_table(start, end)
        names = _AUTHOR.fullmatch(form) and text[end : end + 1] in ",.;:"
        yield "author", float(bool(names or _AUTHOR_AFTER.match(text, end)))
        line = text.rfind("\n", 0, start) + 1
        yield "publisher", float(bool(_CITY.search(text[max(line, start - 40) : start])))
        yield "source_line", float(bool(_SOURCE.match(text[line : line + 30])))
        words = form.split()
        yield "post", float(bool(words) and words[-1].casefold().rstrip(".") in _posts())
        held = _HELD.search(text, max(line, start - 40), start)
        yield "post_of", float(held is not None and held["post"].casefold().rstrip("s") in _posts())
        holds = _HOLDS.match(text, end)
        yield "holds_post", float(holds is not None and holds["post"].casefold() in _posts())
        yield "one_of", float(bool(_ONE_OF.search(text, max(line, start - 40), start)))
        yield "is_programme", float(bool(_PROGRAMME.match(text, end)))
        yield "is_body", float(bool(_BODY.match(text, end)))
        yield "speaks", float(bool(_SPEAKS.match(text, end)))
        yield "cited", float(is_cited(self._citations, start, end))
        yield "quoted", float(text[start - 1 : start] in ("“", '"', "‘") and text[end : end + 1] in '”"’,')

    def _in_table(self, start: int, end: int) -> Pairs:
        for number, table in enumerate(self._tables):
            if not table or not table[0].start <= start <= table[-1].end:
                continue
            cell = next((c for c in table if c.start <= start and end <= c.end), None)
            if cell is None:
                return
            column = self._column(number, cell.column)
            row = [self.text[c.start : c.end] for c in table if c.row == cell.row and c is not cell]
            header = column.header.casefold()
            words = set(header.split())
            named, other = _headers()
            yield "cell", 1.0
            yield "cell_whole", (end - start) / max(1, cell.end - cell.start)
            yield "cell_head", float(cell.row == 0)
            yield "cell_first", float(cell.column == 0)
            yield "cell_code", float(bool(_CODE.fullmatch(self.text[start:end])))
            yield "column_said", column.said
            yield "column_placed", column.placed
            yield "column_cells", min(20, column.cells)
            yield "column_named", float(header in named or bool(words & named))
            yield "column_other", float(bool(words & other))
            yield "row_cells", min(9, sum(bool(c) for c in row))
            yield "column_upper", column.upper
            yield "row_code", float(any(_SHORT_CODE.fullmatch(c) for c in row))
            yield "row_numbers", sum(bool(_NUMBER.fullmatch(c)) for c in row) / max(1, len(row))
            return

    def _column(self, table: int, column: int) -> Column:
        if (table, column) not in self._columns:
            cells = [c for c in self._tables[table] if c.column == column and c.end > c.start]
            header = next((self.text[c.start : c.end] for c in cells if c.row == 0), "")
            body = [c for c in cells if c.row and not _NUMBER.fullmatch(self.text[c.start : c.end])]
            said = sum(self._said(c.start, c.end) for c in body) / max(1, len(body))
            placed = sum(known_place(self.text[c.start : c.end]) for c in body) / max(1, len(body))
            upper = sum(self.text[c.start : c.end].isupper() for c in body) / max(1, len(body))
            self._columns[table, column] = Column(header, said, placed, upper, len(body))
        return self._columns[table, column]


def _tables(text: str) -> Sequence[list[Cell]]:
    """Return the cells of each table of a text, row by row; rulers are left out."""
    found: list[list[Cell]] = []
    last, row = -2, 0
    for match in _ROW.finditer(text):
        if match.start() > last + 1:
            found.append([])
            row = 0
        last = match.end()
        if _RULE.fullmatch(match.group(1)):
            continue
        offset = match.start(1)
        for column, cell in enumerate(match.group(1).split("|")):
            inner = cell.strip(" *")
            start = offset + (cell.find(inner) if inner else 0)
            found[-1].append(Cell(start, start + len(inner), row, column))
            offset += len(cell) + 1
        row += 1
    return found


def acts(text: str, start: int, end: int) -> bool:
    """Return whether the words beside a name show it to act: a verb of acting after it, "company", a
    speech, a post held there."""
    line = text.rfind("\n", 0, start) + 1
    held = _HELD.search(text, max(line, start - 40), start)
    rest = text[end : end + 60].partition("\n")[0]
    return (
        after(rest) in ("acts", "poss")
        or bool(_BODY.match(text, end) or _SPEAKS.match(text, end))
        or (held is not None and held["post"].casefold().rstrip("s") in _posts())
    )

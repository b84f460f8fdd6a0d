"""Batches of corrections in a CSV file: one row per correction."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from workingregions.app.map.corrections import BatchError
from workingregions.app.map.wishes import Wish
from workingregions.corpus.correction import REVISIONS, Action
from workingregions.corpus.correction_rules import stored
from workingregions.corpus.csvfile import rows_as_csv
from workingregions.corpus.errors import Candidate, InputError, NotFoundError

COLUMNS = ("action", "name", "other", "relation", "value", "document", "evidence", "near", "page", "why")
LISTED = 20
"""Faulty rows that an error lists."""
_BETWEEN = ";"
"""What separates several names in a cell."""
ACTIONS = [action.value for action in Action if action is not Action.UNDO]


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the file, by its number as a spreadsheet counts it (the header is row 1), and its wish."""

    number: int
    wish: Wish


def template() -> str:
    """Return the CSV text of a file with one example of each action, to be replaced by one's own rows."""
    return rows_as_csv(COLUMNS, _EXAMPLES)


def read_batch(path: Path) -> list[Row]:
    """Return the corrections of a CSV file; rows without any text are left out.

    Raises:
        InputError: the file cannot be read, or a column or an action is not known; names row and column.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise InputError(f"{path} is not UTF-8 text.", advice="Save it as CSV UTF-8.") from None
    except OSError as cause:
        raise InputError(f"{path} cannot be read: {cause.strerror}.") from cause
    first = text.partition("\n")[0]
    table = csv.DictReader(io.StringIO(text), delimiter=";" if first.count(";") > first.count(",") else ",")
    names = [name.strip().casefold() for name in table.fieldnames or []]
    if strange := [name for name in names if name not in COLUMNS]:
        error = NotFoundError("column", strange[0], COLUMNS, advice=f"Columns: {', '.join(COLUMNS)}.")
        raise InputError(f"{path}, row 1: {error.message}", advice=error.remedy)
    if "action" not in names:
        raise InputError(f"{path}, row 1: there is no column 'action'.")
    rows, faults, number = [], [], 1
    for cells in table:
        start, number = number + 1, table.line_num
        row = {name: (cell or "").strip() for name, cell in zip(names, cells.values(), strict=False)}
        if not any(row.values()):
            continue
        try:
            rows.append(Row(start, _wish(row)))
        except (InputError, NotFoundError) as error:
            faults.append(f"{path}, row {start}, {error}")
    if faults:
        raise InputError(_listed(faults))
    if not rows:
        raise InputError(f"{path} has no corrections.")
    return rows


def explained(path: Path, rows: list[Row], error: BatchError) -> InputError:
    """Return the error of a batch with the rows and columns of the file."""
    faults = []
    for fault in error.faults:
        column = _shown(fault.column, rows[fault.place].wish)
        faults.append(f"{path}, row {rows[fault.place].number}, column {column!r}: {_told(fault.error)}")
    return InputError(_listed(faults), advice="Nothing was written to the ledger.")


def _told(error: Exception) -> str:
    candidates: tuple[Candidate, ...] = getattr(error, "candidates", ())
    return f"{error}" if not candidates else f"{error} ({', '.join(str(c.id) for c in candidates)})"


def _shown(column: str, wish: Wish) -> str:
    """Return the column that holds a field: of `split`, the region stands in value."""
    return "evidence" if column == "document" and wish.evidence and not wish.document else column


def _listed(faults: list[str]) -> str:
    more = len(faults) - LISTED
    return "\n".join(faults[:LISTED] + ([f"... and {more} more rows."] if more > 0 else []))


def _wish(row: Mapping[str, str]) -> Wish:
    """Return the wish of a row; cells that its action does not use must be empty."""
    named = stored(row["action"], ACTIONS)
    if named not in ACTIONS:
        error = NotFoundError("action", row["action"], ACTIONS, advice=f"Actions: {', '.join(ACTIONS)}.")
        raise InputError(f"column 'action': {error.message}", advice=error.remedy)
    action = Action(named)
    if spare := [name for name in ("name", "other") if action in REVISIONS and row.get(name)]:
        raise InputError(f"column {spare[0]!r}: `{named}` takes no name of an institution.")
    page = row.get("page", "")
    if page and not page.isdecimal():
        raise InputError(f"column 'page': {page!r} is not a page number.")
    others = [name.strip() for name in row.get("other", "").split(_BETWEEN) if name.strip()]
    value = row.get("value", "")
    return Wish(
        action=action,
        names=tuple(filter(None, (row.get("name", ""), *others))),
        value=value or ("asserted" if action is Action.TIE else ""),
        relation=row.get("relation", ""),
        near=row.get("near", ""),
        document=row.get("document", ""),
        evidence=row.get("evidence", ""),
        page=int(page) if page else None,
        why=row.get("why", ""),
    )


def _example(action: Action, **cells: str) -> dict[str, str]:
    return dict.fromkeys(COLUMNS, "") | {"action": action.value, **cells}


_ID = "wr1.o.0123456789ab.3f0k2m4n6p8.aaabbbcccdddeeefff.0c00001xy"
_EXAMPLES = (
    _example(Action.MERGE, name="Tees Valley Unlimited", other="TVU; Tees Valley LEP", why="its short forms"),
    _example(Action.SPLIT, name="Growth Hub", other="Growth Company"),
    _example(Action.RENAME, name="Catalyst Works", value="Catalyst Works Ltd"),
    _example(Action.RETYPE, name="Catalyst Works", value="development agency"),
    _example(Action.RESCALE, name="Catalyst Works", value="regional"),
    _example(Action.PLACE, name="Catalyst Works", value="Northeast Ohio"),
    _example(Action.REJECT, name="Suppliers of Northeast Ohio", document="closer-to-home.pdf"),
    _example(Action.ACCEPT, name="Tees Valley Unlimited", other="TVU"),
    _example(
        Action.TIE, name="Ohio Development Agency", relation="funds", other="Catalyst Works", value="rejected"
    ),
    _example(Action.TITLE, document="deck.pdf", value="Our Reshoring Story", page="1"),
    _example(Action.YEAR, document="deck.pdf", value="2014"),
    _example(Action.PUBLISHER, document="deck.pdf", value="Mantra Information Services"),
    _example(Action.TYPE, document="deck.pdf", value="policy report"),
    _example(Action.REGION, document="deck.pdf", value="Essex; Suffolk"),
    _example(Action.OUTCOME, evidence=_ID, relation="kind", value="investment"),
    _example(Action.OUTCOME, evidence=_ID, value="rejected"),
    _example(Action.THEME, evidence=_ID.replace(".o.", ".p."), relation="reshoring", value="not about"),
)

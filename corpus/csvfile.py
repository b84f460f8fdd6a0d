"""CSV text that a spreadsheet opens as text: no cell that this program writes is taken for a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def defused(value: Any) -> Any:
    """Return a cell's value with an apostrophe before text that a spreadsheet would calculate.

    Numbers stay as they are. See https://owasp.org/www-community/attacks/CSV_Injection. Carriage returns
    become line feeds, because writers do not quote them where a line ends with a line feed.
    """
    if not isinstance(value, str):
        return value
    safe = "'" + value if value.startswith(_FORMULA) else value
    return safe.replace("\r\n", "\n").replace("\r", "\n")


def rows_as_csv(columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> str:
    """Return rows as CSV text with a heading line."""
    out = io.StringIO()
    table = csv.DictWriter(out, columns, lineterminator="\n")
    table.writeheader()
    table.writerows({name: defused(value) for name, value in row.items()} for row in rows)
    return out.getvalue()


def frame_as_csv(frame: pd.DataFrame) -> str:
    """Return a frame as CSV text, without its index."""
    from pandas.api.types import is_numeric_dtype

    safe = frame.copy(deep=False)
    for name in frame.columns:
        if not is_numeric_dtype(frame[name].dtype):
            safe[name] = frame[name].map(defused)
    return safe.to_csv(index=False, lineterminator="\n")

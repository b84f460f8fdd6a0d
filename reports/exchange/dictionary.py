"""The data dictionary: the exported tables and their columns, with type, unit, meaning and source."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from workingregions.corpus.files import rows

TYPES = ("text", "integer", "number", "boolean", "list")
"""The types of columns; a list is one of texts."""
FIELDS = ("table", "column", "type", "unit", "meaning", "source")
"""The columns of the dictionary itself, as it is exported."""
PRIMARY = "primary"


@dataclass(frozen=True, slots=True, kw_only=True)
class TableColumn:
    """A column of an exported table.

    Attributes:
        name: of the column.
        type: one of TYPES.
        unit: of the values, or the list that they come from; "" for none.
        key: PRIMARY, or TABLE.COLUMN whose values these are; "" for neither.
        meaning: what the values state.
        source: where they come from.
    """

    name: str
    type: str
    unit: str
    key: str
    meaning: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TableForm:
    """A table that is exported: its name, a title, and its columns in order."""

    name: str
    title: str
    columns: tuple[TableColumn, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the columns."""
        return tuple(column.name for column in self.columns)


@cache
def dictionary() -> Mapping[str, TableForm]:
    """Return the tables by name; those that others refer to come first."""
    columns: dict[str, list[TableColumn]] = {}
    for table, name, kind, unit, key, meaning, source in rows(__package__, "dictionary.tsv"):
        column = TableColumn(name=name, type=kind, unit=unit, key=key, meaning=meaning, source=source)
        columns.setdefault(table, []).append(column)
    titles = dict(rows(__package__, "tables.tsv"))
    return {
        name: TableForm(name=name, title=titles[name], columns=tuple(found))
        for name, found in columns.items()
    }


def described(names: tuple[str, ...]) -> list[dict[str, str]]:
    """Return the dictionary of these tables as rows with the columns FIELDS."""
    return [
        {
            "table": name,
            "column": column.name,
            "type": column.type,
            "unit": column.unit,
            "meaning": column.meaning,
            "source": column.source,
        }
        for name in names
        for column in dictionary()[name].columns
    ]

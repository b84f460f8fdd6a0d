"""Names that a file system and a browser take, made of names that a builder chose."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from workingregions.reports.report import Report


class Names:
    """Names that are given once each."""

    def __init__(self, taken: Iterable[str] = ()) -> None:
        self._taken = {name.casefold() for name in taken}

    def free(self, name: str) -> str:
        """Return the name as letters, digits, dots and hyphens; with -2, -3 ... if that is taken.

        It has no folder in it, and does not begin with a dot.
        """
        plain = re.sub(r"[^A-Za-z0-9._-]+", "-", name).lstrip(".-") or "unnamed"
        stem, dot, suffix = plain.rpartition(".") if "." in plain else (plain, "", "")
        found, number = plain, 1
        while found.casefold() in self._taken:
            number += 1
            found = f"{stem}-{number}{dot}{suffix}"
        self._taken.add(found.casefold())
        return found


def data_names(report: Report) -> Mapping[str, str]:
    """Return the path of the data files of each table, by the table's id, without suffix."""
    names = Names(taken=["dictionary"])
    return {table.id: f"data/{names.free(table.id)}" for table in report.tables()}


def figure_names(report: Report) -> Mapping[str, str]:
    """Return the path of the file of each figure, by the figure's id, without suffix."""
    names = Names()
    return {figure.id: f"figures/{names.free(figure.id)}" for figure in report.figures()}

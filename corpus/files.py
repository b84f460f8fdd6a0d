"""Data files beside the code: word lists, tables and weights that a package reads with its own name."""

from __future__ import annotations

from importlib.resources import files
from importlib.resources.abc import Traversable


def data(package: str | None, name: str) -> Traversable:
    """Return the file `name` in the folder `data` of `package`; a module passes its own `__package__`."""
    if not package:
        raise ValueError("a data file belongs to a package; pass the module's __package__")
    return files(package) / "data" / name


def lines(package: str | None, name: str) -> list[str]:
    """Return the lines of a data file, stripped, without comment lines (#) and empty lines."""
    text = data(package, name).read_text(encoding="utf-8")
    return [line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#")]


def rows(package: str | None, name: str, separator: str = "\t") -> list[list[str]]:
    """Return the cells of a data table, without comment lines and empty lines; cells keep their spaces."""
    text = data(package, name).read_text(encoding="utf-8")
    return [line.split(separator) for line in text.splitlines() if line and not line.startswith("#")]

"""Paths in the workbench that list what a number of a review counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote, urlencode


@dataclass(frozen=True, slots=True)
class Links:
    """Paths for the documents, passages and findings of some themes."""

    themes: Sequence[str]
    years: str = ""

    def documents(self, **where: str) -> str:
        """Return the path that lists the documents about the themes in a cell of regions, years, types."""
        return self._cell({**where, "list": "documents", "about": "yes"})

    def every(self, **where: str) -> str:
        """Return the path that lists all documents of a cell, about the themes or not."""
        return self._cell({**where, "list": "documents"})

    def passages(self, **where: str) -> str:
        """Return the path that lists the passages about the themes in a cell."""
        return self._cell(where)

    def ties(self, **where: str) -> str:
        """Return the path that lists the ties stated in passages about the themes."""
        return self._found("/ties", where)

    def outcomes(self, **where: str) -> str:
        """Return the path that lists the quantified claims in passages about the themes."""
        return self._found("/outcomes", where)

    def _cell(self, where: dict[str, str]) -> str:
        where = self._scoped(where)
        first, *others = self.themes
        given = [*(("either", other) for other in others), *where.items()]
        return f"/themes/{quote(first, safe='')}/passages" + (f"?{urlencode(given)}" if given else "")

    def _scoped(self, where: dict[str, str]) -> dict[str, str]:
        return {**({"year": self.years} if self.years else {}), **where}

    def _found(self, page: str, where: dict[str, str]) -> str:
        where = self._scoped(where)
        return f"{page}?{urlencode([*(('theme', theme) for theme in self.themes), *where.items()])}"


def institution(ident: str) -> str:
    """Return the path of an institution."""
    return f"/institutions/{quote(ident, safe='')}"


def evidence(ident: str) -> str:
    """Return the path that opens words on their page."""
    return f"/evidence/{quote(ident, safe='')}"

"""A registry of organisations that the user adds to a project: a dump of ROR (schema 2)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Registry:
    """Stand-in until the reader is written."""

    id: str = ""

    def seat(self, ident: str) -> tuple[str, str]:
        """Gazetteer id of the record's place and the registry's name."""
        return "", ""

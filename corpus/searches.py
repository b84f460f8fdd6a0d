"""Saved searches: searches.jsonl, one readable line each time one is saved, reported or removed.

The file is only added to. A line that cannot be used is reported with its number, and the others count.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path

from workingregions.corpus.errors import InputError, NotFoundError
from workingregions.corpus.files import unwritable
from workingregions.corpus.lines import LineFile
from workingregions.corpus.plain import plain
from workingregions.corpus.remedies import Remedy

FILE_NAME = "searches.jsonl"
LONGEST = 60
"""Maximum number of characters of a name."""


class SearchAction(StrEnum):
    """What a line does."""

    SAVE = "save"
    REPORTED = "reported"
    REMOVE = "remove"


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedSearch:
    """A saved search, and a line of searches.jsonl.

    Attributes:
        name: what it is called.
        query: as it was typed.
        filters: the arguments of `View.select`, each with its values.
        like: what passages are to be similar to, in place of a query.
        expand: whether other names are also looked up.
        who, when: who saved it, and when (UTC).
        snapshot: the snapshot in which it was last reported.
        drop: the newest drop of that snapshot.
        action: what the line does.
    """

    name: str
    query: str = ""
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    like: str = ""
    expand: bool = True
    who: str = ""
    when: str = ""
    snapshot: str = ""
    drop: str = ""
    action: SearchAction = SearchAction.SAVE


@dataclass(frozen=True, slots=True)
class SearchBook:
    """The saved searches in one file, which need not exist yet."""

    path: Path

    def read(self) -> tuple[list[SavedSearch], list[str]]:
        """Return the saved searches, by name, and a sentence on each line that cannot be used.

        Raises:
            InputError: the file exists and cannot be read.
        """
        from pydantic import TypeAdapter

        lines, problems = LineFile(self.path).parsed(TypeAdapter(SavedSearch), "a saved search")
        kept: dict[str, SavedSearch] = {}
        for found in lines:
            key = found.name.casefold()
            if found.action is SearchAction.REMOVE:
                kept.pop(key, None)
            elif found.action is SearchAction.SAVE:
                kept[key] = found
            elif key in kept:
                kept[key] = replace(kept[key], snapshot=found.snapshot, drop=found.drop)
        return [kept[key] for key in sorted(kept)], problems

    def find(self, name: str) -> SavedSearch:
        """Return the search of this name, in capitals or not. Raise NotFoundError if there is none."""
        saved = self.read()[0]
        for one in saved:
            if one.name.casefold() == " ".join(name.split()).casefold():
                return one
        raise NotFoundError("saved search", name, [one.name for one in saved], advice=Remedy.LIST_SEARCHES)

    def save(self, search: SavedSearch) -> SavedSearch:
        """Add a search; return it, its name with single spaces.

        Raises:
            InputError: the name is empty, too long, has control characters or is used; or the file cannot be
                written.
        """
        name = " ".join(search.name.split())
        if not name or len(name) > LONGEST or not name.isprintable():
            raise InputError(
                f"{search.name!r} is not a name for a search.",
                advice=f"Use up to {LONGEST} letters, digits and spaces.",
            )
        if any(one.name.casefold() == name.casefold() for one in self.read()[0]):
            raise InputError(
                f"There is a saved search {name!r} already.",
                advice="Choose another name, or remove that one.",
            )
        search = replace(search, name=name)
        self.append(search)
        return search

    def append(self, line: SavedSearch) -> None:
        """Add a line to the file; it is on the disk when this returns.

        Raises:
            InputError: the file cannot be written, or the line holds bytes that are not text.
        """
        try:
            LineFile(self.path).append([json.dumps(plain(line), ensure_ascii=False)])
        except UnicodeEncodeError:
            raise InputError("The search holds bytes that are not UTF-8 text.") from None
        except OSError as cause:
            raise unwritable(self.path, cause) from cause

"""Checks of a codebook's content: every fault at once, each with its line and reason."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field
from typing import cast

from workingregions.corpus.codebook.theme import Theme
from workingregions.corpus.errors import ConfigError, NotFoundError

VERSION = 1
TOP = {"version", "groups", "themes"}
TEXTS = ("id", "group", "label", "definition")
LISTS = ("seeds", "descriptions", "include", "exclude", "examples")
FIELDS = {*TEXTS, *LISTS, "broader"}
_ID = re.compile(r"[a-z][a-z0-9_]*")
_SHOWN = 5
"""Number of faults in the message of an error."""

Lines = Mapping[tuple[object, ...], int]
"""The line (from 1) of each value of a file, by its path of keys and positions: ("themes", 0, "seeds")."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CodebookFault:
    """What is wrong in a codebook, and where: the line (None: not known), the theme ("": none), the field.

    With `advice` True the codebook can be used, but would be better otherwise.
    """

    message: str
    line: int | None = None
    theme: str = ""
    field: str = ""
    advice: bool = False

    def __str__(self) -> str:
        places = [f"line {self.line}"] if self.line else []
        places += [f"theme {self.theme}"] if self.theme else []
        return ": ".join([", ".join(places), self.message] if places else [self.message])


@dataclass(slots=True)
class Checked:
    """The parts of a codebook that are sound, and the faults of the others."""

    groups: dict[str, str] = field(default_factory=dict)
    themes: list[Theme] = field(default_factory=list)
    faults: list[CodebookFault] = field(default_factory=list)

    def raise_faults(self, name: str) -> None:
        """Raise ConfigError, with the first faults, unless there are none."""
        faults = [fault for fault in self.faults if not fault.advice]
        if faults:
            shown = [str(fault) for fault in faults[:_SHOWN]]
            more = [f"and {len(faults) - _SHOWN} more"] if len(faults) > _SHOWN else []
            raise ConfigError(f"{name}: " + "; ".join(text.rstrip(".") for text in [*shown, *more]) + ".")


def check(raw: object, lines: Lines | None = None) -> Checked:
    """Return what is sound in the content of a codebook file, as YAML loads it, and every fault."""
    return _Checks(lines or {}).of(raw)


class _Checks:
    def __init__(self, lines: Lines) -> None:
        self._lines = lines
        self._made = Checked()
        self._places: dict[str, int] = {}

    def of(self, raw: object) -> Checked:
        if not isinstance(raw, dict):
            self._fault("expected a mapping with version, groups and themes")
            return self._made
        self._known(raw, TOP, ())
        if raw.get("version") != VERSION:
            found = raw.get("version")
            self._fault(f"version is {found!r}; this release reads version {VERSION}", ("version",))
        groups = raw.get("groups")
        if isinstance(groups, dict) and groups:
            self._made.groups = {str(key): str(value) for key, value in groups.items()}
        else:
            self._fault("groups must map at least one group id to its label", ("groups",))
        entries = raw.get("themes")
        if isinstance(entries, list) and entries:
            for place, entry in enumerate(entries):
                self._theme(entry, place)
            self._hierarchy()
        else:
            self._fault("themes must be a list of at least one theme", ("themes",))
        return self._made

    def _theme(self, entry: object, place: int) -> None:
        at, name = ("themes", place), f"{place + 1}"
        if not isinstance(entry, dict):
            self._fault(f"expected a mapping with {', '.join(TEXTS)} and seeds", at, name)
            return
        if isinstance(entry.get("id"), str):
            name += f" ({entry['id']!r})"
        before = len(self._made.faults)
        self._known(entry, FIELDS, at, name)
        texts = {key: self._text(entry, key, at, name) for key in TEXTS}
        lists = {key: self._list(entry, key, at, name) for key in LISTS}
        if texts["id"] and not _ID.fullmatch(texts["id"]):
            self._fault("id must be lower-case letters, digits and underscores", (*at, "id"), name)
        if texts["group"] and self._made.groups and texts["group"] not in self._made.groups:
            known = ", ".join(self._made.groups)
            self._fault(f"group {texts['group']!r} is not one of {known}", (*at, "group"), name)
        broader = entry.get("broader", "")
        if not isinstance(broader, str):
            self._fault(f"broader must be the id of a theme; it is {broader!r}", (*at, "broader"), name)
        if texts["id"] in self._places:
            first = self._lines.get(("themes", self._places[texts["id"]]))
            also = f", first in line {first}" if first else ""
            self._fault(f"id is used twice{also}", (*at, "id"), name)
        elif texts["id"]:
            self._places[texts["id"]] = place
        if len(self._made.faults) == before:
            self._made.themes.append(Theme(**texts, broader=broader.strip(), **lists))  # type: ignore[arg-type]

    def _text(self, entry: Mapping[object, object], key: str, at: tuple[object, ...], name: str) -> str:
        value = entry.get(key)
        if isinstance(value, str) and value.strip():
            return " ".join(value.split())
        found = "missing" if value is None else "empty" if value == "" else repr(value)
        self._fault(f"{key} must be text; it is {found}", (*at, key), name)
        return ""

    def _list(
        self, entry: Mapping[object, object], key: str, at: tuple[object, ...], name: str
    ) -> tuple[str, ...]:
        value = entry.get(key, [])
        if not isinstance(value, list) or (key == "seeds" and not value):
            least = "at least one term" if key == "seeds" else "texts"
            self._fault(f"{key} must be a list of {least}", (*at, key), name)
            return ()
        held = []
        for place, item in enumerate(cast("list[object]", value)):
            if isinstance(item, str) and item.strip():
                held.append(" ".join(item.split()))
            else:
                # YAML reads a bare `no` or `2020` as something other than text.
                what = "a term" if key == "seeds" else "text"
                reason = f"{key} holds {item!r}, which is not {what}; put it in quotes"
                self._fault(reason, (*at, key, place), name)
        return tuple(dict.fromkeys(held))

    def _hierarchy(self) -> None:
        """Report themes whose broader theme is unknown, and those that are part of themselves."""
        above = {theme.id: theme.broader for theme in self._made.themes if theme.broader}
        told: set[str] = set()
        for ident, broader in above.items():
            at, name = ("themes", self._places[ident], "broader"), repr(ident)
            if broader not in self._places:
                nearest = NotFoundError("theme", broader, list(self._places)).nearest
                hint = f"; did you mean {nearest[0]!r}?" if nearest else ""
                self._fault(f"broader {broader!r} is not the id of a theme{hint}", at, name)
                continue
            chain = [ident]
            while (following := above.get(chain[-1], "")) and following not in chain:
                chain.append(following)
            if following == ident and ident not in told:
                told.update(chain)
                circle = " is part of ".join([*chain, ident])
                self._fault(f"broader makes a cycle: {circle}", at, name)

    def _known(
        self, entry: Mapping[object, object], fields: Set[str], at: tuple[object, ...], name: str = ""
    ) -> None:
        for key in entry:
            if key not in fields:
                nearest = NotFoundError("field", str(key), sorted(fields)).nearest
                hint = f"; did you mean {nearest[0]!r}?" if nearest else ""
                self._fault(f"unknown field {str(key)!r}{hint}", (*at, key), name)

    def _fault(self, message: str, at: tuple[object, ...] = (), name: str = "") -> None:
        line = next((self._lines[at[:n]] for n in range(len(at), -1, -1) if at[:n] in self._lines), None)
        named = str(at[2]) if len(at) > 2 else str(at[0]) if len(at) == 1 else ""
        self._made.faults.append(CodebookFault(message=message, line=line, theme=name, field=named))


def advise(themes: Sequence[Theme], lines: Lines | None = None) -> list[CodebookFault]:
    """Return advice on sound themes: what a tagger or a coder would miss in them."""
    wanted = {
        "descriptions": "has no descriptions; two to five sentences on what a passage about it says help",
        "exclude": "does not say what to exclude, so coders will draw the line differently",
        "examples": "has no examples",
    }
    found = []
    for place, theme in enumerate(themes):
        for name, reason in wanted.items():
            if not getattr(theme, name):
                line = (lines or {}).get(("themes", place))
                found.append(
                    CodebookFault(message=reason, line=line, theme=repr(theme.id), field=name, advice=True)
                )
    return found

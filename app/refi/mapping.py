"""Which theme of the codebook a code of an imported file is, and the themes that codes become."""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from workingregions.corpus.codebook import (
    Codebook,
    RefiCode,
    slug_of,
    theme_fields,
    theme_guid,
)
from workingregions.corpus.errors import InputError, NotFoundError, UserError
from workingregions.corpus.plain import plain

LEAVE = "-"
"""What a user's table has in place of a theme for a code that is left out on purpose."""
TEXTS = ("id", "group", "label", "definition")
"""Fields that a theme must have."""
_GROUP = "Codes"
"""The label of the group of codes that lie in no category."""


@dataclass(frozen=True, slots=True)
class Mapped:
    """The theme of a code, "" for none, and how it was found."""

    theme: str = ""
    how: str = ""


def paths(codes: Sequence[RefiCode]) -> dict[str, str]:
    """Return the name of each code with those that it lies in ("Policy > Skills"), by its id."""
    found: dict[str, str] = {}
    for code in codes:  # a code comes after the one that it lies in
        name = code.name or "(no name)"
        found[code.guid] = f"{found[code.above]} > {name}" if code.above else name
    return found


def map_codes(codes: Sequence[RefiCode], codebook: Codebook, table: Mapping[str, str]) -> dict[str, Mapped]:
    """Return the theme of each code, by the code's id: from the user's table, else by id, else by label.

    Args:
        codes: the codes of the file.
        codebook: the project's.
        table: what `read_table` returned.
    """
    known = set(codebook.ids)
    by_guid = {theme_guid(ident): ident for ident in codebook.ids}
    by_label = {theme.label.casefold(): theme.id for theme in reversed(codebook.themes)}
    names = paths(codes)
    found: dict[str, Mapped] = {}
    for code in codes:
        wanted = (code.guid, names[code.guid], code.name)
        ident: str | None
        chosen = next((table[key] for key in map(_key, wanted) if key in table), None)
        stated = theme_fields(code.description)[1].get("id", [""])[0]
        if chosen is not None:
            found[code.guid] = Mapped("" if chosen == LEAVE else chosen, "map")
        elif not code.codable:
            found[code.guid] = Mapped(how="category")
        elif ident := by_guid.get(code.guid) or (stated if stated in known else ""):
            found[code.guid] = Mapped(ident, "id")
        elif ident := by_label.get(code.name.casefold()):
            found[code.guid] = Mapped(ident, "label")
        elif (slug := slug_of(code.name)) in known:
            found[code.guid] = Mapped(slug, "label")
        else:
            found[code.guid] = Mapped()
    return found


def read_table(path: Path, codes: Sequence[RefiCode], codebook: Codebook) -> dict[str, str]:
    """Return what theme a user's table gives to codes, by the code's id, name or path.

    The table is a CSV file with the columns `code` (a name, a path such as "Policy > Skills", or an id) and
    `theme` (an id or a label of the codebook; "-" leaves the code out).

    Raises:
        InputError: it cannot be read, a column is missing, or a row is not usable; names the row.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise InputError(f"{path} is not UTF-8 text.", advice="Save it as CSV UTF-8.") from None
    except OSError as cause:
        raise InputError(f"{path} cannot be read: {cause.strerror}.") from cause
    first = text.partition("\n")[0]
    rows = csv.DictReader(io.StringIO(text), delimiter=";" if first.count(";") > first.count(",") else ",")
    columns = [name.strip().casefold() for name in rows.fieldnames or []]
    for needed in ("code", "theme"):
        if needed not in columns:
            raise InputError(f"{path}, row 1: there is no column {needed!r}.")
    names = paths(codes)
    known = {_key(word): word for code in codes for word in (code.guid, code.name, names[code.guid])}
    found: dict[str, str] = {}
    faults = []
    for number, cells in enumerate(rows, 2):
        row = dict(zip(columns, ((cell or "").strip() for cell in cells.values()), strict=False))
        code, theme = row.get("code", ""), row.get("theme", "")
        if not code and not theme:
            continue
        try:
            if _key(code) not in known:
                raise NotFoundError("code", code, sorted(set(names.values())))
            found[_key(code)] = LEAVE if theme == LEAVE else codebook.get(theme).id
        except UserError as error:
            faults.append(f"{path}, row {number}: {error}")
    if faults:
        raise InputError("\n".join(faults[:20]), advice="Nothing was imported.")
    return found


def with_codes(
    codebook: Codebook, codes: Sequence[RefiCode], mapped: Mapping[str, Mapped]
) -> tuple[Codebook, dict[str, str]]:
    """Return the codebook with a theme for each code that has none, and these themes by the codes' ids.

    A code within another becomes a narrower theme; a category becomes a group, unless one has its name.
    """
    book = _Extended(codebook)
    for code in codes:
        book.take(code, mapped[code.guid])
    if not book.added:
        return codebook, {}
    held = [_entered(theme) for theme in codebook.themes]
    raw = {"version": 1, "groups": book.groups, "themes": [*held, *book.themes]}
    return Codebook.parse(raw, "the codes of the file"), book.added


class _Extended:
    """A codebook to which codes are added."""

    def __init__(self, codebook: Codebook) -> None:
        self._codebook = codebook
        self._taken = set(codebook.ids)
        self._places: dict[str, tuple[str, str]] = {"": (_GROUP, "")}
        """For each code the label of the group, and the broader theme, of what lies in it."""
        self.groups = dict(codebook.groups)
        self.themes: list[dict[str, Any]] = []
        self.added: dict[str, str] = {}

    def take(self, code: RefiCode, mapped: Mapped) -> None:
        """Add a code, if it has no theme; the one that it lies in was taken before."""
        group, broader = self._places[code.above]
        if mapped.theme:
            group, broader = self.groups[self._codebook.get(mapped.theme).group], mapped.theme
        elif not code.codable:
            group = code.name or group
        elif not mapped.how and code.name:
            ident = _free(slug_of(code.name), self._taken)
            self._taken.add(ident)
            self.added[code.guid] = ident
            self.themes.append(self._theme(code, ident, group, broader))
            broader = ident
        self._places[code.guid] = group, broader

    def _theme(self, code: RefiCode, ident: str, group: str, broader: str) -> dict[str, Any]:
        definition, fields = theme_fields(code.description)
        fields.pop("id", None)
        theme: dict[str, Any] = {"id": ident, "group": self._group(group), "label": code.name}
        theme |= {"definition": definition or code.name, "seeds": [code.name.casefold()], **fields}
        return theme | ({"broader": broader} if broader else {})

    def _group(self, label: str) -> str:
        """Return the id of the group of this label, which is added if there is none."""
        for ident, known in self.groups.items():
            if known.casefold() == label.casefold():
                return ident
        ident = _free(slug_of(label), self.groups)
        self.groups[ident] = label
        return ident


def _entered(theme: object) -> dict[str, Any]:
    fields: dict[str, Any] = plain(theme)
    return {name: value for name, value in fields.items() if value or name in TEXTS}


def _free(ident: str, taken: Collection[str]) -> str:
    """Return an id that is not taken: this one, or with a number."""
    numbered = (ident, *(f"{ident}_{number}" for number in range(2, len(taken) + 3)))
    return next(one for one in numbered if one not in taken)


def _key(text: str) -> str:
    return " ".join(text.strip(" {}").split()).casefold()

"""The citation styles on offer, and what the engine leaves to us in each."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum
from functools import cache
from typing import Any

from workingregions.corpus.errors import InputError
from workingregions.corpus.files import data


class Kind(StrEnum):
    """How a style cites: in brackets with names, with numbers, or in notes."""

    NAMES = "names"
    NUMBERS = "numbers"
    NOTES = "notes"


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """A citation style.

    Attributes:
        name: as users type it; that of CSL.
        title: as people call it.
        kind: how it cites.
        engine: the engine's name for it.
        region: whose quotation marks its guide wants: "US" or "GB".
        page, pages: how a page and several pages are written; {} stands for the numbers.
        before: what comes before the page in place of the engine's ", ".
        between: what comes between two citations in one bracket, where the engine is wrong.
        thesis: the engine's type for theses.
        years: whether it has no more of a date than the year, with letters where it needs them.
        descending: whether it lists the newest work of an author first.
        titles: whether it tells works of one author apart by their titles.
        aliases: other names.
        fixes: pairs of what the engine writes and what the style wants; regular expressions.
    """

    name: str
    title: str
    kind: Kind
    engine: str
    region: str = "US"
    page: str = "{}"
    pages: str = "{}"
    before: str = ", "
    between: str = ""
    thesis: str = "Thesis"
    years: bool = True
    descending: bool = False
    titles: bool = False
    aliases: tuple[str, ...] = ()
    fixes: tuple[tuple[str, str], ...] = ()


@cache
def styles() -> Mapping[str, Style]:
    """Return the styles by name, in the order in which they are offered."""
    table = tomllib.loads(data(__package__, "styles.toml").read_text(encoding="utf-8"))
    return {name: _style(name, fields) for name, fields in table.items()}


def _style(name: str, fields: dict[str, Any]) -> Style:
    read = {
        "engine": name,
        **fields,
        "kind": Kind(fields["kind"]),
        "aliases": tuple(fields.get("aliases", ())),
        "fixes": tuple((wrong, right) for wrong, right in fields.get("fixes", ())),
    }
    return Style(name=name, **read)


def style_named(name: str) -> Style:
    """Return the style with this name or alias.

    Raises:
        InputError: there is none; the message lists those on offer.
    """
    known = styles()
    wanted = name.strip().casefold().removesuffix(".csl").replace("_", "-").replace(" ", "-")
    by_name = {alias: style for style in known.values() for alias in (style.name, *style.aliases)}
    if wanted in by_name:
        return by_name[wanted]
    near = get_close_matches(wanted, by_name, n=1, cutoff=0.6)
    meant = f"Did you mean {by_name[near[0]].name!r}? " if near else ""
    raise InputError(
        f"{name!r} is not a citation style on offer.", advice=f"{meant}Styles: {', '.join(known)}."
    )

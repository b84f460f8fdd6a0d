"""The filters of a page: read from its address, shown as chips, and turned into a selection."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from workingregions.app.names import gazetteer
from workingregions.app.view import View
from workingregions.corpus.errors import InputError
from workingregions.corpus.map_filter import EVERYTHING, MapFilter
from workingregions.corpus.selection import Selection
from workingregions.models.wording import language

FACETS: Mapping[str, str] = {
    "region": "regions",
    "year": "year",
    "theme": "themes",
    "institution": "institutions",
    "institution_type": "institution_types",
    "type": "types",
    "publisher": "publishers",
    "language": "languages",
    "voice": "voices",
    "drop": "drops",
}
"""The parameters that select passages, as the command line calls them, and the arguments of `View.select`."""
LABELS: Mapping[str, str] = {
    "region": "Region",
    "year": "Year",
    "theme": "Theme",
    "institution": "Institution",
    "institution_type": "Type of institution",
    "type": "Document type",
    "publisher": "Publisher",
    "language": "Language",
    "voice": "Voice",
    "drop": "Drop",
}
MAP: Mapping[str, str] = {
    "relation": "relations",
    "ties": "ties",
    "kind": "types",
    "scale": "scales",
    "firms": "firms",
    "min_confidence": "min_confidence",
}
"""The parameters that filter institutions and ties, and the arguments of `View.map_filter`. On pages of
institutions the type of institution is `kind`, because `type` is that of documents."""
MOST = 40
"""Maximum number of values per parameter."""


@dataclass(frozen=True, slots=True)
class Chip:
    """An active filter: what it is, its value in words, and the address of the page without it."""

    label: str
    value: str
    name: str
    without: str


@dataclass(frozen=True, slots=True)
class Filters:
    """The query parameters of a request.

    Attributes:
        path: the path of the page.
        params: every parameter in the order of the address, with its values.
    """

    path: str
    params: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @classmethod
    def of(cls, path: str, items: Sequence[tuple[str, str]]) -> Filters:
        """Return the parameters of an address; empty values and repetitions are left out."""
        params: dict[str, list[str]] = {}
        for name, value in items:
            value = value.strip()
            if value and value not in params.setdefault(name, []):
                params[name].append(value)
        if any(len(values) > MOST for values in params.values()):
            raise InputError(f"The address gives more than {MOST} values of one parameter.")
        return cls(path, {name: tuple(values) for name, values in params.items() if values})

    # --- reading

    def all(self, name: str) -> tuple[str, ...]:
        """Return the values of a parameter."""
        return self.params.get(name, ())

    def one(self, name: str, default: str = "") -> str:
        """Return the last value of a parameter."""
        return (self.all(name) or (default,))[-1]

    def number(self, name: str, default: int = 0, *, least: int = 0, most: int = 1_000_000) -> int:
        """Return a parameter as a whole number within bounds.

        Raises:
            InputError: it is not one.
        """
        text = self.one(name)
        if not text:
            return default
        try:
            value = int(text)
        except ValueError:
            value = least - 1
        if not least <= value <= most:
            raise InputError(f"{name}={text} is not a whole number from {least} to {most:,}.")
        return value

    def given(self, options: Mapping[str, str] = FACETS) -> dict[str, Any]:
        """Return the arguments that the parameters in `options` stand for."""
        found: dict[str, Any] = {}
        for name, argument in options.items():
            if values := self.all(name):
                found[argument] = values[-1] if argument in ("year", "ties") else list(values)
        if "firms" in found:
            found["firms"] = _yes(found["firms"][-1])
        if "min_confidence" in found:
            found["min_confidence"] = _share(found["min_confidence"][-1])
        return found

    def selection(self, view: View) -> Selection | None:
        """Return the passages that the parameters select, None for all.

        Raises:
            NotFoundError: a name is unknown.
            InputError: a year is not one.
        """
        given = self.given()
        return view.select(**given) if given else None

    def map_filter(self, view: View, default: MapFilter = EVERYTHING) -> MapFilter:
        """Return the filter of institutions and ties.

        Raises:
            NotFoundError: a relation, type, scale or kind of tie is unknown.
            InputError: the confidence is not between 0 and 1.
        """
        return view.map_filter(default, **self.given(MAP))

    # --- writing

    def url(self, path: str = "", /, **changes: object) -> str:
        """Return the address with some parameters changed: None or "" removes one, a list gives several.

        Page numbers go with any change of what is listed.
        """
        params = dict(self.params)
        if any(name != "offset" for name in changes):
            params.pop("offset", None)
        for name, value in changes.items():
            values = value if isinstance(value, (list, tuple)) else (value,)
            params[name] = tuple(str(v) for v in values if v not in (None, ""))
        return address(path or self.path, params)

    def without(self, name: str, value: str = "") -> str:
        """Return the address without a parameter, or without one of its values."""
        left = [v for v in self.all(name) if value and v != value]
        return self.url(**{name: left})

    def chips(self, view: View) -> Iterator[Chip]:
        """Yield the active filters in words."""
        for name in FACETS:
            for value in self.all(name):
                yield Chip(LABELS[name], _words(view, name, value), name, self.without(name, value))


def address(path: str, params: Mapping[str, Sequence[str]]) -> str:
    """Return a path with a query."""
    query = "&".join(_pair(name, value) for name, values in params.items() for value in values)
    return f"{path}?{query}" if query else path


@lru_cache(maxsize=10_000)
def _pair(name: str, value: str) -> str:
    # A page has hundreds of addresses, which differ in one value.
    return urlencode({name: value})


def _words(view: View, name: str, value: str) -> str:
    """Return the value of a filter as a reader knows it."""
    if name == "region":
        places = gazetteer()
        return places.find(value).name
    if name == "theme":
        return view.codebook.get(value).label
    if name == "year":
        first, colon, last = value.partition(":")
        if not colon:
            return value
        return f"{first} to {last}" if first and last else f"from {first}" if first else f"until {last}"
    if name == "institution" and (entity := view.register.entities.get(value)):
        return entity.name
    if name == "language":
        return language(value)
    if name == "publisher":
        return value.removeprefix("=")
    return value.replace("_", " ")


def _yes(text: str) -> bool:
    return text.casefold() in ("1", "true", "yes", "on")


def _share(text: str) -> float:
    try:
        return float(text)
    except ValueError as cause:
        raise InputError(f"min_confidence={text} is not a number from 0 to 1.") from cause

"""What a report is to show and how it is to look: the same from every door."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from workingregions.corpus.errors import InputError
from workingregions.corpus.plain import plain
from workingregions.corpus.store import release
from workingregions.reports.report import Provenance, Spelling

if TYPE_CHECKING:
    from workingregions.app.view import View
    from workingregions.corpus.map_filter import MapFilter

BASE = "http://127.0.0.1:8000"
"""Where the workbench is, unless somebody says otherwise."""
STYLE = "harvard-cite-them-right"
"""The citation style, unless another one is asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What a report is to show, and its look.

    Attributes:
        kind: the kind of report.
        regions, themes: names as a user gives them.
        query: what to search for.
        year: "2014", "2010:2020", "2010:" or ":2020"; "" for all.
        drop: id of a drop.
        select: arguments of `View.select`.
        only: arguments of `View.map_filter`.
        options: what one kind alone takes; it must be fit for JSON.
        spelling: whose spelling the report's own words have.
        style: the citation style.
        base: address of the workbench, with which links into it begin.
    """

    kind: str
    regions: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    query: str = ""
    year: str = ""
    drop: str = ""
    select: Mapping[str, Any] = field(default_factory=dict)
    only: Mapping[str, Any] = field(default_factory=dict)
    options: Mapping[str, Any] = field(default_factory=dict)
    spelling: Spelling = Spelling.BRITISH
    style: str = STYLE
    base: str = BASE

    def filter(self, view: View, default: MapFilter) -> MapFilter:
        """Return the filter of institutions and ties."""
        return view.map_filter(default, **self.only)

    def exactly(self, count: int, what: str) -> tuple[str, ...]:
        """Return the regions or themes, if there are so many. Raise InputError if there are not."""
        given = self.regions if what == "region" else self.themes
        if len(given) != count:
            words = f"This report is about one {what}; {len(given)} were given."
            raise InputError(words, advice="Choose one.")
        return given

    @property
    def arguments(self) -> dict[str, Any]:
        """What was asked for, without what was left open and without the look."""
        left_out = {"kind", "spelling", "style", "base"}
        return {key: value for key, value in plain(self).items() if value and key not in left_out}

    def provenance(self, view: View) -> Provenance:
        """Return what a report of this order is made from. It is dated by the snapshot, not by today."""
        return Provenance(
            kind=self.kind,
            arguments=self.arguments,
            snapshot=view.snapshot.id,
            date=view.snapshot.manifest.created[:10],
            codebook=view.codebook.version,
            version=release(),
            corpus=view.name,
            settings={**plain(view.config.count.model_dump()), "encoder": view.snapshot.manifest.encoder},
        )

"""What a view answers about regions: all of them, and one in full."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from workingregions.app import ask
from workingregions.app.view.institutions import InstitutionView
from workingregions.corpus.map_filter import GOVERNANCE, MapFilter

if TYPE_CHECKING:
    import pandas as pd

    from workingregions.app.ask import RegionProfile


class RegionView(InstitutionView):
    """The answers of a `View` about regions."""

    def regions(self, *, theme: str = "", year: str = "") -> pd.DataFrame:
        """Return one row per region with documents about it or an area in it, most documents first.

        Columns region, name, kind, level, country, documents, read, about (the theme), share, low, high, few,
        first, last (years), undated, institutions and ties (as `institutions` and `ties` list them for the
        region). A document of several regions counts in each.

        Args:
            theme: an id or label, for `about` and `share`; "" for none.
            year: "2014", "2010:2020", "2010:" or ":2020"; "" for all, including undated documents.

        Raises:
            NotFoundError: the theme is unknown.
            UserError: `year` is not a year range.
        """
        return ask.regions(self, theme, year)

    def region(
        self, name: str, *, against: Sequence[str] = (), year: str = "", only: MapFilter = GOVERNANCE
    ) -> RegionProfile:
        """Return all that the corpus states about a region, and what it does not.

        Args:
            name: a name or code.
            against: regions to compare its thickness with.
            year: as for `regions`.
            only: as for `network`.

        Raise NotFoundError for an unknown region.
        """
        return ask.region(self, self._tables, name, against, year, only)

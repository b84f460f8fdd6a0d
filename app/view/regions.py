"""What a view answers about regions: all of them, and one in full."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workingregions.app import ask
from workingregions.app.view.institutions import InstitutionView
from workingregions.corpus.map_filter import GOVERNANCE, MapFilter

if TYPE_CHECKING:
    import pandas as pd

    from workingregions.app.ask import RegionProfile
    from workingregions.app.qca import Proposed, UserTable
    from workingregions.models.qca import Spec, Study


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

    # --- qualitative comparative analysis

    def qca(self, spec: Path | str, *, only: MapFilter = GOVERNANCE, **settings: Any) -> Study:
        """Return a fuzzy-set qualitative comparative analysis (Ragin 2008) of regions.

        Conditions come from the documents (components of the thickness profile, at equal numbers of
        documents) and from a table of the user's; the outcome from that table alone. Documents are drawn
        again, and the shares of draws say how surely rows and terms hold. Fewer than ten regions are
        compared, but not minimised.

        Args:
            spec: a TOML or CSV file that names the table, the outcome and the conditions, with three anchors
                and a reason in words for each.
            only: as for `network`.
            **settings: replace those of the file where they are not None: title, period, consistency, pri,
                frequency, documents, coverage, draws, seed.

        Raises:
            InputError: a file, or something in it, is not valid; the message names file, line and field. Or a
                membership is exactly .5; the message names the region.
            NotFoundError: a measure, column or setting is unknown.
        """
        from workingregions.app import qca

        return self.study(*qca.read_spec(Path(spec), **settings), only=only)

    def study(self, spec: Spec, table: UserTable, *, only: MapFilter = GOVERNANCE) -> Study:
        """Return the analysis of a specification and a table that `app.qca.parse_spec` gave; see `qca`."""
        from workingregions.app import qca

        return qca.run_study(self, self._tables, spec, table, only)

    def propose_qca(
        self,
        table: Path | str,
        outcome: str,
        conditions: Sequence[str] = (),
        *,
        year: str = "",
        documents: int = 5,
        coverage: float = 0.5,
        draws: int = 500,
        only: MapFilter = GOVERNANCE,
    ) -> Proposed:
        """Return anchors for an analysis as gaps between the values of regions suggest them.

        They are no calibration: `qca` demands a reason in words for each. `app.qca.draft` writes them as a
        specification.

        Args:
            table: a CSV file with a column of regions.
            outcome: its column.
            conditions: measures (institutions or ORG, ...) and columns; the six usual measures by default.
            year: as for `regions`.
            documents: number of documents that a region needs.
            coverage: sample coverage that its documents need, 0 to 1.
            draws: samples of documents for the intervals.
            only: as for `network`.

        Raises:
            InputError, NotFoundError: as for `qca`.
        """
        from workingregions.app import qca

        return qca.propose(
            self._tables, qca.read_table(Path(table)), outcome, conditions, year=year, documents=documents,
            coverage=coverage, draws=draws, only=only,
        )  # fmt: skip

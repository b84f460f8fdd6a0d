"""What a view answers about institutions, ties, outcomes and networks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from workingregions.app import ask, names
from workingregions.app import map as institution_map
from workingregions.app.map import Wish
from workingregions.app.names import Pinned, once
from workingregions.corpus.correction import Action
from workingregions.corpus.map_filter import EVERYTHING, GOVERNANCE, MapFilter, map_filter

if TYPE_CHECKING:
    import pandas as pd

    from workingregions.app.ask import Institution
    from workingregions.app.map import Effect, RegistryStatus
    from workingregions.corpus.selection import Selection
    from workingregions.models.networks import Change, Network
    from workingregions.models.presence import GovernanceMap
    from workingregions.models.thickness import ThicknessProfile


class InstitutionView(Pinned):
    """The answers of a `View` about institutions, ties, outcomes and networks."""

    def map_filter(
        self,
        default: MapFilter = EVERYTHING,
        *,
        ties: str = "",
        relations: Sequence[str] = (),
        types: Sequence[str] = (),
        scales: Sequence[str] = (),
        firms: bool | None = None,
        min_confidence: float = 0.0,
    ) -> MapFilter:
        """Return a filter of institutions and ties, for `network`, `thickness`, `ties` and the others.

        Args:
            default: `ties` and `firms` where they are not given: as in EVERYTHING, or in GOVERNANCE, which
                takes ties of governance, and firms only where such a tie joins them.
            ties: governance, supply, ownership or all. A tie is of supply if a firm serves somebody or two
                firms are partners; of ownership if a firm owns, creates, governs or funds another.
            relations: funds, partners, part_of, governs, creates, serves.
            types: types of institution, by id or as tables print them ("development agency"), or the word
                that several begin with ("government").
            scales: local, regional, national, supranational, unknown.
            firms: True for all firms, False for none; all if `types` names them.
            min_confidence: least confidence of institutions and ties, 0 to 1.

        Raises:
            NotFoundError: a kind, relation, type or scale is unknown.
            InputError: the confidence is not between 0 and 1.
        """
        words = {"ties": ties, "relations": relations, "types": types, "scales": scales}
        return map_filter(default, **words, firms=firms, min_confidence=min_confidence)  # type: ignore[arg-type]

    def institutions(
        self,
        selection: Selection | None = None,
        *,
        only: MapFilter = EVERYTHING,
        home: str = "",
        called: str = "",
    ) -> pd.DataFrame:
        """Return one row per institution, ordered by number of documents, the largest first.

        Columns id, name, type, scale, region (home, a gazetteer id or ""), region_name, documents, mentions,
        ties, first and last (years of the documents that name it), confidence, aliases (a list).

        Args:
            selection: of passages that name it.
            only: a filter of institutions (see `map_filter`).
            home: a region, by name or code, that contains its home or the area it acts for.
            called: letters in one of its names; case and accents do not matter.

        Raises:
            NotFoundError: the region is unknown.
        """
        region = names.gazetteer().find(home).id if home else ""
        return ask.institutions(self.register, selection, only, region, called)

    def institution(self, name: str, *, near: str = "") -> Institution:
        """Return all that the corpus states about the institution called `name`.

        Args:
            name: as documents write it, or an acronym.
            near: a region that distinguishes institutions of the same name.

        Raises:
            NotFoundError: no institution has this name (`nearest` holds similar ones), or several do.
        """
        region = names.gazetteer().find(near).id if near else ""
        return ask.institution(self.register, name, region)

    def ties(
        self, selection: Selection | None = None, *, institution: str = "", only: MapFilter = EVERYTHING
    ) -> pd.DataFrame:
        """Return one row per stated tie: source, relation, target, modality, year, file, page, sentence,
        confidence, kind, source_type, target_type, source_id, target_id, passage.

        `institution` is the name of an end; `only` a filter (see `map_filter`), of whose types and scales
        one end must be. Raise NotFoundError if the institution is unknown."""
        return ask.ties(self.register, selection, institution, only)

    def outcomes(self, selection: Selection | None = None, *, kinds: Sequence[str] = ()) -> pd.DataFrame:
        """Return one row per quantified claim: kind, text, value, value_high, unit, year, period, place,
        institution, promised, change, file, page, sentence, confidence, passage.

        Raises:
            NotFoundError: a kind is unknown.
        """
        return ask.outcomes(self.register, selection, kinds)

    def datasets(self, selection: Selection | None = None, *, kinds: Sequence[str] = ()) -> pd.DataFrame:
        """Return one row per table of statistics, whose figures are no claims: caption, kinds, rows, columns,
        figures, first, last (years), file, page, passage.

        Raises:
            NotFoundError: a kind is unknown.
        """
        return ask.datasets(self.register, selection, kinds)

    def network(
        self,
        region: str,
        *,
        year: str = "",
        outside: bool = False,
        negated: bool = False,
        only: MapFilter = GOVERNANCE,
    ) -> Network:
        """Return the governance network of a region and period: its institutions and the ties among them.

        Args:
            region: a name or code.
            year: "2014", "2010:2020", "2010:" or ":2020"; "" for all, including undated documents.
            outside: also institutions from elsewhere that passages about the region name.
            negated: also ties that documents deny.
            only: which institutions and ties count (see `map_filter`); by default those of governance.

        Raise NotFoundError for an unknown region.
        """
        return ask.network(self, self._tables, region, year, outside, negated, only)

    def change(self, region: str, before: str, after: str, *, only: MapFilter = GOVERNANCE) -> Change:
        """Return the institutions that entered and left a region's network, and the ties formed and
        dissolved, from one period ("2009:2015") to a later one; `only` is as for `network`. Raise
        NotFoundError for an unknown region."""
        return ask.change(self, self._tables, region, before, after, only)

    def thickness(
        self, regions: Sequence[str], *, year: str = "", at: int = 0, only: MapFilter = GOVERNANCE
    ) -> ThicknessProfile:
        """Compare regions by institutional thickness: components with 95 % intervals, and an interpretation.

        Args:
            regions: names or codes of two or more regions; a single one is described.
            year: as for `network`.
            at: number of documents to compare at; 0: that of the smallest region.
            only: as for `network`.

        Raise NotFoundError for an unknown region.
        """
        return ask.thickness(self, self._tables, regions, year, at, only)

    @once
    def _tables(self) -> GovernanceMap:
        return ask.tables(self)

    # --- corrections

    def effect(self, action: Action | str, *names: str, **fields: Any) -> Effect:
        """Return what a correction would change, without writing it.

        Arguments are those of `Project.correct`; `undo` with the id of a correction as `value` (default: the
        last in force) gives the effect of an undo.

        Raises:
            NotFoundError, UserError: as `Project.correct` and `Project.undo` would.
        """
        return institution_map.effect(self, Wish(action=Action(action), names=names, **fields))

    def registry_status(self) -> RegistryStatus:
        """Return which registry the project holds, and how many institutions are linked to it."""
        return institution_map.registry_status(self.snapshot, self.root)

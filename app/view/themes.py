"""What a view answers about themes, over time and by region."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from workingregions.app import ask
from workingregions.app.names import Pinned

if TYPE_CHECKING:
    import pandas as pd

    from workingregions.models.trends import Comparison, TermComparison, TrendTest
    from workingregions.nlp.themes import ThemeReasons


class ThemeView(Pinned):
    """The answers of a `View` about themes, over time and by region."""

    def themes(self) -> pd.DataFrame:
        """Return one row per theme: id, group, label, definition, documents, passages, mentions."""
        return ask.themes(self)

    def explain_themes(self, ident: str) -> list[ThemeReasons]:
        """Return why a passage is about each theme of the codebook or is not, the likeliest first.

        The reasons are those of the tagger; what labels and corrections change is not among them.

        Args:
            ident: an evidence id of the passage, or of words in it.

        Raises:
            MalformedEvidenceIdError: it is not an evidence id, or contains a typing error.
            UnknownEvidenceError: it belongs to no document of the project.
            InputError: its words are gone, or stand where themes are not looked for, such as a table.
        """
        return ask.explain_themes(self, ident)

    def trends(
        self,
        theme: str | Sequence[str],
        by: Sequence[str] = ("region", "year"),
        *,
        region: str = "",
        year: str = "",
        level: str = "",
        error: Mapping[str, tuple[float, float, int]] | None = None,
    ) -> pd.DataFrame:
        """Return the number and share of documents and passages about themes for each cell of `by`.

        See models.trends.theme_counts.

        Args:
            theme: an id, or several; none for all of the codebook.
            by: any of region, year, genre, type, publisher, language.
            region: only documents about this region (or "unknown"); of regions, only those within it.
            year: only documents of this period, or "unknown".
            level: only regions of this level or kind: country, region, local, supranational, nuts1, state ...
            error: precision, recall and number of judged passages of themes, for the corrected shares.

        Raises:
            NotFoundError: a theme, facet, region or level is unknown.
            UserError: `year` is not a year range, or `error` not a precision, a recall and a number.
        """
        return ask.trends(self, theme, by, region, year, level, error)

    def trend_tests(
        self, theme: str | Sequence[str] = (), *, region: str = "", year: str = ""
    ) -> list[TrendTest]:
        """Return whether each theme's share of the dated documents changed; arguments as of `trends`."""
        return ask.trend_tests(self, theme, region, year)

    def trend_passages(
        self,
        theme: str,
        *,
        region: str = "",
        year: str = "",
        outside: str = "",
        without: str = "",
        type: str = "",
        publisher: str = "",
        either: Sequence[str] = (),
        also: str = "",
        institution: str = "",
        mentions: bool = False,
    ) -> pd.DataFrame:
        """Return the passages behind a cell of `trends`: file, title, year, page, about, text, document,
        passage, evidence; as many as it counts.

        Args:
            theme: an id or label.
            region: only documents about this region, or "unknown".
            year: only documents of this period, or "unknown".
            outside: only documents that are not about this region.
            without: only documents about no region of this level: those of the last row of `trends`.
            type: only documents of this type or genre.
            publisher: only documents of this publisher, by its whole name.
            either: other themes; passages about any of them, or the first, are returned.
            also: only passages that are about this theme as well, as `theme_pairs` counts them.
            institution: only passages that name it, as `theme_institutions` counts them.
            mentions: the passages that name the theme, whether they are about it or not.

        Raises:
            NotFoundError: a theme, region, level or institution is unknown.
            UserError: `year` is not a year range.
        """
        cell = ask.Cell(
            region=region, year=year, outside=outside, without=without, type=type, publisher=publisher
        )
        return ask.trend_passages(self, theme, cell, also, institution, either, mentions=mentions)

    def trend_documents(
        self,
        theme: str,
        *,
        region: str = "",
        year: str = "",
        outside: str = "",
        without: str = "",
        type: str = "",
        publisher: str = "",
        either: Sequence[str] = (),
        about: bool = False,
    ) -> pd.DataFrame:
        """Return all documents of a cell of `trends`, those about the theme first: file, title, year, type,
        publisher, about, passages (about the theme), read, document. Arguments as of `trend_passages`; with
        `about`, only the documents about the theme."""
        cell = ask.Cell(
            region=region, year=year, outside=outside, without=without, type=type, publisher=publisher
        )
        return ask.trend_documents(self, theme, cell, either, about=about)

    def theme_institutions(self, theme: str, *, region: str = "", year: str = "") -> pd.DataFrame:
        """Return the institutions that passages about a theme name, those of most documents first: id, name,
        type, scale, documents, passages. Arguments as of `trend_passages`."""
        return ask.theme_institutions(self, theme, ask.Cell(region=region, year=year))

    def theme_pairs(self, *, region: str = "", year: str = "") -> pd.DataFrame:
        """Return one row per pair of themes that share passages: theme_a, theme_b, documents, passages,
        expected (by chance), lift (how many times more). Arguments as of `trends`."""
        return ask.theme_pairs(self, region, year)

    def compare(
        self,
        regions: Sequence[str],
        themes: Sequence[str] = (),
        *,
        year: str = "",
        error: Mapping[str, tuple[float, float, int]] | None = None,
    ) -> Comparison:
        """Compare regions by the share of their documents about themes, each with the first one.

        A single region is compared with all other documents. Other arguments are as of `trends`.

        Raises:
            NotFoundError: a region or theme is unknown.
            UserError: no region is given, one is given twice or contains another, or `year` is not a range.
        """
        return ask.compare(self, regions, themes, year, error)

    def terms(
        self, *, region: str = "", against: str = "", before: str = "", after: str = "", theme: str = ""
    ) -> TermComparison:
        """Return the terms that tell two groups of documents apart (log-odds; see models.trends.terms).

        Args:
            region: of a region alone: it is compared with `against` or, without it, all other documents.
            against: another region.
            before: a period; compared with `after`, within `region` if it is given.
            after: a later period.
            theme: only passages about this theme.

        Raises:
            NotFoundError: a region or theme is unknown.
            UserError: there are not two groups, a group has no document, or `after` does not follow `before`.
        """
        self.need_texts("words cannot be counted")
        return ask.terms(self, region, against, before, after, theme)

    def term_passages(
        self,
        term: str,
        *,
        region: str = "",
        against: str = "",
        before: str = "",
        after: str = "",
        theme: str = "",
    ) -> pd.DataFrame:
        """Return the passages that have a term of `terms`: side (a or b), file, title, year, page, text,
        document, passage, evidence; as many as it counts. Arguments and errors as of `terms`."""
        return ask.term_passages(self, term, region, against, before, after, theme)

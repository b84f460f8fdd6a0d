"""The questions about the codebook and the labels of coders; `View` answers them among the others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workingregions.app import coding
from workingregions.app.names import Pinned

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from workingregions.app.coding import (
        CodebookDifference,
        CodebookVersion,
        EditedCodebook,
        QueueItem,
        ThemeAccuracy,
        ThemeAgreement,
        ThemeEdit,
    )
    from workingregions.corpus.codebook import Codebook
    from workingregions.corpus.labels import Reason
    from workingregions.models.labels import Judgement


class CodingView(Pinned):
    """The part of a view that answers questions about codebooks and labels; it changes nothing."""

    def find_codebook(self, name: str = "") -> Codebook:
        """Return a codebook: a file, a version that the project kept, "default", or "" for the project's own.

        Raises:
            ConfigError: the file is broken; names line and reason.
            NotFoundError: there is no such file and no such version.
        """
        return coding.find_codebook(self, name)

    def codebook_difference(
        self, before: Codebook, after: Codebook, *, effects: bool = True, most: int = 0
    ) -> CodebookDifference:
        """Return what changed between two codebooks, and what that changes in this corpus and its reports.

        Args:
            before, after: the codebooks.
            effects: score the passages with both, and count how many are about each theme.
            most: passages that are scored, of a random sample of documents; 0 for all.
        """
        return coding.compare_codebooks(self, before, after, effects=effects, most=most)

    def codebook_versions(self) -> list[CodebookVersion]:
        """Return the versions of the codebook that the project kept, the current one and then the newest
        first: who adopted each, when and why."""
        return coding.versions(self)

    def edited_codebook(self, edit: ThemeEdit) -> EditedCodebook:
        """Return the project's codebook with one theme edited, or the faults of what was entered.

        Nothing is adopted: see `codebook_difference` and `Project.adopt_codebook`.

        Raises:
            NotFoundError: the action or a theme is unknown.
            InputError: a theme would be merged into itself.
        """
        return coding.edited(self.codebook, edit)

    def label_queue(
        self, theme: str, n: int = 20, *, who: str = "", mix: Mapping[Reason, float] | None = None
    ) -> list[QueueItem]:
        """Return the next passages that a coder should label for a theme, and why each is shown.

        Half are drawn at random, and measure; the others are uncertain to the machine or unlike the rest,
        and teach. A queue that is asked for again goes on after what the coder has labelled.

        Args:
            theme: its id or label.
            n: how many.
            who: the coder.
            mix: shares of random, uncertain and diverse passages.

        Raises:
            NotFoundError: the theme is unknown.
            InputError: there are no passages, or the project was shared without texts.
        """
        self.need_texts("passages cannot be read and labelled")
        return coding.label_queue(self, theme, n, who, mix)

    def labels(self, theme: str = "") -> pd.DataFrame:
        """Return one row per current label: id, when, who, theme, answer, why, stratum, size, survey,
        codebook, file, page, evidence, quote, note, state (exact, moved, changed, gone), reason, passage."""
        return coding.labels(self, theme)

    def label_summary(self) -> pd.DataFrame:
        """Return one row per theme with labels: theme, labels, coders, yes, no, unsure, random, gone (the
        passage is not there any more), contested (coders disagree), model (what scores the theme)."""
        return coding.label_summary(self)

    def accuracy(self, theme: str) -> ThemeAccuracy:
        """Return precision, recall, F1 and prevalence of a theme, from its random labels, with intervals.

        Raises:
            NotFoundError: the theme is unknown.
        """
        return coding.theme_accuracy(self, theme)

    def agreement(self, theme: str = "") -> list[ThemeAgreement]:
        """Return how far coders agree among themselves and with the machine, on one theme or on each.

        Raises:
            NotFoundError: the theme is unknown.
        """
        return coding.theme_agreement(self, theme)

    def disagreements(self, theme: str) -> list[tuple[QueueItem, tuple[Judgement, ...]]]:
        """Return the passages on which coders disagree and nothing is settled, with what each said.

        Raises:
            NotFoundError: the theme is unknown.
        """
        return coding.disagreements(self, theme)

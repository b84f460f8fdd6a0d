"""The coding of a project: writing and taking over labels, and adopting an edited codebook."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from workingregions.app import coding
from workingregions.app import map as institution_map
from workingregions.app.coding import Verdict
from workingregions.app.viewing import Viewing
from workingregions.corpus.labels import CHOSEN, Draw, Label, LabelContent

if TYPE_CHECKING:
    from workingregions.app.coding import CodebookVersion
    from workingregions.corpus.codebook import Codebook


class CodingProject(Viewing):
    """The labels and the codebook of a `Project`."""

    def label(
        self,
        theme: str,
        evidence: str,
        answer: str,
        *,
        other: str = "",
        draw: Draw = CHOSEN,
        note: str = "",
        who: str = "",
    ) -> tuple[Label, ...]:
        """Write a coder's answer: is the passage about the theme? It changes nothing until `refresh`.

        Args:
            theme: its id or label.
            evidence: the evidence id of the passage, or the passage's id.
            answer: yes, no, unsure, other (then `other` names the theme) or withdrawn.
            other: the theme that the passage is about instead.
            draw: why the passage was shown, as `View.label_queue` states it.
            note: free text.
            who: the coder; as for corrections.

        Raises:
            NotFoundError: the theme or the answer is unknown.
            InputError: the passage is gone.
        """
        verdict = Verdict(
            theme=theme, evidence=evidence, answer=answer, other=other, draw=draw, note=note, who=who
        )
        return self.label_all([verdict])

    def label_all(self, verdicts: Sequence[Verdict]) -> tuple[Label, ...]:
        """Write several answers together: all of them or, if one is not valid, none.

        Raises:
            VerdictError: which of them cannot be written, and why.
        """
        return coding.judge(self, verdicts, self.who, institution_map.now_text())

    def import_labels(self, source: Path) -> tuple[int, int, LabelContent]:
        """Add the labels of another project (its folder, or its file of labels).

        Return how many are new, how many were known, and all that was read.

        Raises:
            InputError: there is no such file, or it holds no labels.
        """
        return coding.take(self, source)

    def adopt_codebook(
        self, codebook: Codebook, *, base: str = "", who: str = "", why: str = ""
    ) -> CodebookVersion:
        """Make a codebook the project's own: write it, keep this version and the one before.

        Themes are scored with it at the next `refresh` or drop; `View.codebook_difference` shows the effect.

        Args:
            codebook: the codebook.
            base: the version that it was edited from; "" does not check that it is the current one.
            who: recorded with the version; default: the configured name.
            why: free text.

        Raises:
            InputError: somebody has adopted another version since `base`, or nothing has changed.
            BusyError, DiskFullError: as for `ingest`; nothing is written.
        """
        return coding.adopt(self, codebook, base, who or self.who, why)

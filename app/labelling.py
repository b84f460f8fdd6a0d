"""The coding of a project: writing and taking over labels, and adopting an edited codebook."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from workingregions.app import coding, refi
from workingregions.app import map as institution_map
from workingregions.app.coding import Verdict
from workingregions.app.viewing import Viewing
from workingregions.corpus.labels import CHOSEN, Draw, Label, LabelContent

if TYPE_CHECKING:
    from workingregions.app.coding import CodebookVersion
    from workingregions.app.refi import RefiImport
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

    def import_refi(
        self,
        source: Path,
        *,
        table: Path | None = None,
        add_themes: bool = False,
        dry_run: bool = False,
        overwrite: bool = False,
        who: str = "",
    ) -> RefiImport:
        """Take over people's codings from a REFI-QDA file (.qdpx, .qdc) as labels; return what became of it.

        A source is matched with a document by its id, the content of its file, its text or its name, and each
        coding is placed by its words. What this program itself coded is not taken over. Either all labels are
        written or, on an error, none.

        Args:
            source: the file, as NVivo, ATLAS.ti, MAXQDA, QualCoder and others export it.
            table: a CSV file with the columns code and theme; see docs/exchange.md.
            add_themes: make a theme of each code that is none, in a new version of the codebook.
            dry_run: report what would be taken over, and write nothing.
            overwrite: replace a coder's own earlier answer that says otherwise; by default it stays, and the
                coding is reported.
            who: the coder of codings for which the file names none.

        Raises:
            InputError: the file is damaged, hostile or not of this form, or a row of the table is not usable.
            BusyError, DiskFullError: as for `ingest`.
        """
        return refi.take_refi(
            self, self.view(), source, table=table, add_themes=add_themes, dry_run=dry_run,
            overwrite=overwrite, who=" ".join(who.split()), author=self.who, now=institution_map.now_text(),
        )  # fmt: skip

    def undo_refi(self, source: Path) -> int:
        """Withdraw the labels that `import_refi` took from a file; return their number.

        Themes that were added stay; see `adopt_codebook`.

        Raises:
            InputError: the file cannot be read, or no label in force came from it.
        """
        return refi.undo_refi(self, source, institution_map.now_text())

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

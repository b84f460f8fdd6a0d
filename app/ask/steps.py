"""The automatic steps of a run, as a statement of automation lists them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from workingregions.corpus.correction import OF_DOCUMENTS, Action
from workingregions.corpus.store import release
from workingregions.models.wording import plural

if TYPE_CHECKING:
    from workingregions.app.names import Pinned
    from workingregions.models.unread import Unread
    from workingregions.reports.themes import Decisions, Reliability, Step

_OF_MAP = (
    Action.MERGE, Action.SPLIT, Action.RENAME, Action.RETYPE, Action.RESCALE, Action.PLACE, Action.REJECT, Action.ACCEPT,
)  # fmt: skip


def steps(
    pinned: Pinned, measured: Sequence[Reliability], decided: Decisions, lacking: Unread
) -> tuple[Step, ...]:
    """Return what the program did by itself, step by step, from the files to the text of the report."""
    return tuple(_steps(pinned, measured, decided, lacking))


def _steps(
    pinned: Pinned, measured: Sequence[Reliability], decided: Decisions, lacking: Unread
) -> Iterator[Step]:
    from workingregions.models.trends import BENCHMARK
    from workingregions.reports.themes import Step

    marks, when = _marks(pinned), pinned.snapshot.manifest.created[:10]
    done = Counter(line.action for line in pinned.ledger.active)
    benchmark = f"precision {BENCHMARK.precision:.2f} in a blind audit of {BENCHMARK.n} passages"

    def corrected(count: int, what: str) -> str:
        return f"{plural(count, what)} corrected by people" if count else "none so far"

    def step(name: str, model: str, mark: str, purpose: str, oversight: str, validation: str) -> Step:
        version = marks.get(mark, "") if mark in marks else mark
        return Step(
            name=name, model=model, version=version, date=when, purpose=purpose, oversight=oversight,
            validation=validation,
        )  # fmt: skip

    yield step(
        "Reading", "rules on layout and fonts", "read", "text, tables, metadata and references of each file",
        corrected(sum(done[a] for a in OF_DOCUMENTS), "description"), "character error rates: docs/benchmarks.md",
    )  # fmt: skip
    if lacking.recognised:
        yield step(
            "Optical character recognition", "PP-OCR by RapidOCR", "read", f"{plural(lacking.recognised, 'page')} without usable text",
            "none so far", f"{plural(lacking.doubtful, 'page')} of low confidence" if lacking.doubtful else "no page of low confidence",
        )  # fmt: skip
    yield step(
        "Duplicates", "shingles of letters", release(), "documents that repeat another count once", "none so far",
        f"{plural(pinned.snapshot.manifest.rows.get('duplicates', 0), 'document')} found",
    )  # fmt: skip
    yield step("Passages", "rules on sections and sentences", "segment", "units of about 200 tokens in one voice", "none so far", "tests of the program")
    yield step("Vectors", "sentence encoder", pinned.encoder.name, "meaning of passages, for themes and groups", "none so far", "docs/benchmarks.md")
    model = next((r.model for r in measured if r.model), "")
    labels = sum(r.labels for r in measured)
    oversight = f"{plural(decided.rejected + decided.added, 'passage')} decided by people" if decided.rejected + decided.added else "no passage decided by people"
    oversight += f"; {plural(labels, 'label')} of coders" if labels else "; no labels of coders"
    known = [f"precision {r.accuracy.precision.value:.2f} by labels" for r in measured if r.accuracy.precision.value is not None]
    yield step(
        "Themes", f"logistic regression, learnt from labels ({model})" if model else "logistic regression on seed terms and vectors", "themes",
        "whether a passage is about the theme", oversight, "; ".join(known) or f"not measured here; {benchmark}, over all themes",
    )  # fmt: skip
    yield step(
        "Institutions, ties, outcomes", "rules, a gazetteer and a small tagger", "annotate", "who is named, tied to whom, and what is claimed",
        corrected(sum(done[a] for a in (Action.TIE, Action.OUTCOME)), "tie or outcome"), "docs/benchmarks.md",
    )  # fmt: skip
    yield step(
        "Institution map", "rules on names, with learnt weights", pinned.snapshot.manifest.basis or release(), "names of one institution as one",
        corrected(sum(done[a] for a in _OF_MAP), "name"), "docs/benchmarks.md",
    )  # fmt: skip
    yield step("Sub-themes", "k-means of vectors, class-based tf-idf", release(), "groups of passages and their names", "none so far", "not measured")
    yield step("Text of the report", "rules that compose sentences", release(), "every sentence, from counts, quotes and the codebook", "none so far", "every number and quote is checked against the snapshot by tests")


def _marks(pinned: Pinned) -> dict[str, str]:
    """Return the versions of the stages: the release that wrote the snapshot, and that of the stage."""
    from workingregions.nlp.annotate import Annotator
    from workingregions.nlp.text import Segmenter
    from workingregions.nlp.themes import ThemeTagger

    wrote = pinned.snapshot.manifest.release or release()
    stages = {stage.name: stage.version for stage in (Segmenter, Annotator, ThemeTagger)}
    return {"read": wrote, **{name: f"{wrote}, stage {version}" for name, version in stages.items()}}

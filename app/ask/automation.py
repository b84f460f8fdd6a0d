"""The automatic steps of a run, as a statement of automation lists them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from workingregions.corpus.correction import OF_DOCUMENTS, Action
from workingregions.corpus.files import rows
from workingregions.corpus.store import release
from workingregions.models.wording import plural

if TYPE_CHECKING:
    from workingregions.app.names import Pinned
    from workingregions.models.unread import Unread
    from workingregions.reports.themes import Decisions, Reliability, Step

_OF_MAP = (
    Action.MERGE, Action.SPLIT, Action.RENAME, Action.RETYPE, Action.RESCALE, Action.PLACE, Action.REJECT,
    Action.ACCEPT,
)  # fmt: skip


def steps(
    pinned: Pinned, measured: Sequence[Reliability], decided: Decisions, lacking: Unread
) -> tuple[Step, ...]:
    """Return what the program did by itself, step by step, from the files to the text of the report."""
    from workingregions.reports.themes import Step

    facts = {**_versions(pinned), **_numbers(pinned, lacking), **_of_themes(measured, decided)}
    made = []
    for name, *cells in rows(__package__, "steps.csv", ";"):
        if lacking.recognised or "{recognised}" not in cells[2]:
            model, version, purpose, oversight, validation = (cell.format(**facts) for cell in cells)
            step = Step(
                name=name, model=model, version=version, date=pinned.snapshot.manifest.created[:10],
                purpose=purpose, oversight=oversight, validation=validation,
            )  # fmt: skip
            made.append(step)
    return tuple(made)


def _versions(pinned: Pinned) -> dict[str, str]:
    """Return the releases that wrote the snapshot and make the report, and the stages' versions."""
    from workingregions.nlp.annotate import Annotator
    from workingregions.nlp.text import Segmenter
    from workingregions.nlp.themes import ThemeTagger

    manifest = pinned.snapshot.manifest
    wrote = manifest.release or release()
    stages = {stage.name: f"{wrote}, stage {stage.version}" for stage in (Segmenter, Annotator, ThemeTagger)}
    fixed = {
        "wrote": wrote,
        "release": release(),
        "encoder": manifest.encoder,
        "map": manifest.basis or wrote,
    }
    return {**fixed, **stages}


def _numbers(pinned: Pinned, lacking: Unread) -> dict[str, str]:
    """Return what was recognised and left out, and what people corrected."""
    done = Counter(line.action for line in pinned.ledger.active)

    def corrected(actions: Sequence[Action], what: str) -> str:
        count = sum(done[action] for action in actions)
        return f"{plural(count, what)} corrected by people" if count else "none so far"

    return {
        "recognised": plural(lacking.recognised, "page"),
        "doubtful": plural(lacking.doubtful, "page"),
        "repeats": plural(pinned.snapshot.manifest.rows.get("duplicates", 0), "document"),
        "descriptions": corrected(OF_DOCUMENTS, "description"),
        "findings": corrected((Action.TIE, Action.OUTCOME), "tie or outcome"),
        "names": corrected(_OF_MAP, "name"),
    }


def _of_themes(measured: Sequence[Reliability], decided: Decisions) -> dict[str, str]:
    """Return what finds the themes, what people did about it, and how well it works."""
    from workingregions.models.trends import BENCHMARK

    model = next((r.model for r in measured if r.model), "")
    labels, passages = sum(r.labels for r in measured), decided.rejected + decided.added
    known = [r.accuracy.precision.value for r in measured if r.accuracy.precision.value is not None]
    audit = f"precision {BENCHMARK.precision:.2f} in a blind audit of {BENCHMARK.n} passages, over all themes"
    learnt = f"logistic regression, learnt from labels ({model})"
    return {
        "model": learnt if model else "logistic regression on seed terms and vectors",
        "decided": f"{plural(passages, 'passage')} decided by people; {plural(labels, 'label')} of coders",
        "precision": "; ".join(f"precision {value:.2f} by labels" for value in known)
        or f"not measured here; {audit}",
    }

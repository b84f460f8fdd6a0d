"""The models that learn from labels: when they are due, where they are kept, and who they are made of.

They are kept beside the tables, may be deleted, and are made again from the labels. The stage of themes uses
them, so that they are part of its fingerprint.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from workingregions.app.coding.placing import final_answers, judgements, matrix
from workingregions.corpus.enums import Use
from workingregions.corpus.files import write_atomically
from workingregions.corpus.plain import plain
from workingregions.corpus.records import Passage
from workingregions.models.labels import MODELS_FILE, Final, ThemeModel, enough, learn, load_models

if TYPE_CHECKING:
    from workingregions.app.names import Pinned
    from workingregions.nlp.themes import ThemeTagger


def teaching(pinned: Pinned) -> dict[str, dict[str, bool]]:
    """Return what may be learnt from: per theme of the codebook, the answers that do not measure."""
    given = judgements(pinned)
    found = {}
    for theme in pinned.codebook.ids:
        answers: Mapping[str, Final] = final_answers(pinned, theme, given[theme]) if theme in given else {}
        own = {p: f.about for p, f in sorted(answers.items()) if f.about is not None and not f.measures}
        if own:
            found[theme] = own
    return found


def relearn(pinned: Pinned, folder: Path, tagger: ThemeTagger) -> tuple[str, ...]:
    """Make the models of all themes that have labels enough, and keep them; return what changed, in words.

    Args:
        pinned: the project.
        folder: where the models are kept.
        tagger: gives the scores that they begin with.
    """
    lessons = {t: own for t, own in teaching(pinned).items() if enough(list(own.values()))}
    basis = _basis(pinned, lessons, tagger)
    before = load_models(folder / MODELS_FILE)
    if before.basis == basis or (not lessons and not before.models):
        return ()
    models = _learnt(pinned, lessons, tagger) if lessons else []
    text = json.dumps({"basis": basis, "models": [plain(model) for model in models]})
    write_atomically(folder / MODELS_FILE, text + "\n")
    return _told(before.models, models)


def _basis(pinned: Pinned, lessons: Mapping[str, Mapping[str, bool]], tagger: ThemeTagger) -> str:
    made_of = [lessons, pinned.encoder.name, tagger.version, dict(tagger.config)]
    return hashlib.sha256(json.dumps(made_of, sort_keys=True).encode()).hexdigest()[:16]


def _learnt(
    pinned: Pinned, lessons: Mapping[str, Mapping[str, bool]], tagger: ThemeTagger
) -> list[ThemeModel]:
    import numpy as np

    ids = sorted({passage for own in lessons.values() for passage in own})
    passages: list[Passage] = pinned.snapshot.records("passages", among=("id", ids))
    by_id = {p.id: p for p in passages if p.vector is not None}
    scores = {(s.passage, s.theme): s.about for s in tagger.score(list(by_id.values()))}
    where = pinned.snapshot.taken("passages", Use.THEMES)
    centre = matrix(pinned.snapshot.arrow("passages", where=where, columns=["vector"])["vector"]).mean(axis=0)
    models = []
    for theme, own in lessons.items():
        known = [p for p in own if p in by_id]
        model = learn(
            theme,
            np.stack([by_id[p].vector for p in known]),  # type: ignore[misc]  # none is missing
            np.array([scores.get((p, theme), 0.0) for p in known]),
            [own[p] for p in known],
            centre,
            encoder=pinned.encoder.name,
            codebook=pinned.codebook.version,
        )
        models += [model] if model else []
    return models


def _told(before: tuple[ThemeModel, ...], now: list[ThemeModel]) -> tuple[str, ...]:
    old = {model.theme: model.name for model in before}
    new = {model.theme: model for model in now}
    made = [
        f"theme {t}: model {m.name}, learnt from {m.labels} labels ({m.yes} yes)"
        for t, m in new.items()
        if old.get(t) != m.name
    ]
    return (*made, *(f"theme {t}: the model is gone, the tagger alone scores" for t in old if t not in new))

"""Topics for a project whose few passages are too few to fit any."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from tests.helpers.subjects import texts, vectors
from workingregions.app import Project
from workingregions.models.topics import FOLDER, Descent, Fate, TopicAction, TopicEvent, append, fit, save


def give_topics(project: Project) -> None:
    """Fit two topics to the project's passages and to texts of three subjects, and store them."""
    own = [p for p in project.store.snapshot().records("passages") if p.vector is not None]
    more, ids = texts(30)
    rows = np.vstack([np.array([p.vector for p in own] * 3), vectors(30, 384)]).astype(np.float32)
    named = [f"{p.id}-{i}" for i in range(3) for p in own]
    fitted = fit([*[p.text for p in own] * 3, *more], [*named, *ids], rows, topics=2)
    model = replace(fitted.model, encoder=project.store.manifest().encoder)
    folder = project.root / FOLDER
    sha256 = save(folder, "fit-0001.npz", model, fitted.frozen)
    fates = tuple(Descent(topic=t.id, fate=Fate.NEW, name=t.name) for t in model.topics)
    event = TopicEvent(
        when="2026-11-30T10:00:00Z", who="Ada", action=TopicAction.FIT, topics=(1, 2), value="fit-0001.npz",
        sha256=sha256, fates=fates,
    )  # fmt: skip
    append(folder, event)

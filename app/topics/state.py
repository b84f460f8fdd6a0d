"""The topics in force: the newest fit, the names and merges that people gave, and each passage's topic."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zlib import crc32

from workingregions.corpus.enums import Use
from workingregions.corpus.errors import InputError, NotFoundError
from workingregions.corpus.remedies import Advice, Remedy
from workingregions.models.topics import FOLDER, OLD, Fate, load, read_history

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import pandas as pd

    from workingregions.app.names import Pinned
    from workingregions.models.topics import Assigned, Frozen, History, Topic, TopicModel

ASSIGNED = "assigned.parquet"
"""Each passage's topic as it was last computed. It saves time only: what it lacks is computed when asked."""


@dataclass(frozen=True, slots=True, eq=False)
class TopicPassages:
    """The passages that may make topics, ordered by id; `vectors` has shape (passages, dimensions)."""

    ids: list[str]
    documents: list[str]
    texts: list[str]
    vectors: npt.NDArray[np.float32]

    def marks(self) -> list[int]:
        """Return the checksums of the texts: a document that is read again keeps the ids of its passages."""
        return [crc32(text.encode()) for text in self.texts]


@dataclass(frozen=True, slots=True, eq=False)
class TopicState:
    """The topics in force. `model` has those that people merged, too; `history` tells which."""

    history: History
    model: TopicModel
    frozen: Frozen
    sha256: str

    @property
    def topics(self) -> list[Topic]:
        """The topics that go on, largest first as they were fitted."""
        return [topic for topic in self.model.topics if topic.id not in self.history.merged]

    def parts(self, topic: int) -> list[Topic]:
        """Return a topic and those that people merged into it."""
        return [t for t in self.model.topics if self.history.resolved(t.id) == topic]

    def name(self, topic: int) -> str:
        """Return the name that a person gave a topic, else that from its texts."""
        given = self.history.names.get(topic)
        own = next((t.name for t in self.model.topics if t.id == topic), "")
        return given or own

    def find(self, topic: int) -> Topic:
        """Return the topic of this id, or the one that it was merged into.

        Raises:
            NotFoundError: there is none; says what became of one that there was.
        """
        wanted = self.history.resolved(topic)
        for known in self.model.topics:
            if known.id == wanted:
                return known
        last = self.history.fate(topic)
        ids = ", ".join(str(t.id) for t in self.topics)
        if last is None:
            raise NotFoundError(
                "topic", str(topic), advice=Advice(Remedy.LIST_TOPICS, text=f"There are {ids}.")
            )
        event, descent = last
        if descent.fate is Fate.MERGED:
            what = f"The fit of {event.when[:10]} merged it into topic {descent.of}."
        elif descent.fate is Fate.RETIRED:
            what = f"The fit of {event.when[:10]} retired it: its passages are spread over other topics."
        else:
            what = "The fit that made it was undone."
        raise NotFoundError("topic", str(topic), advice=Advice(Remedy.LIST_TOPICS, text=what))


def topic_passages(pinned: Pinned) -> TopicPassages:
    """Return the passages that may make topics, of documents that count and were read."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    snapshot = pinned.snapshot
    kept = pa.array([d.id for d in pinned.counted if d.is_read], pa.string())
    columns = ["id", "document", "text", "vector"]
    found = snapshot.arrow("passages", where=snapshot.taken("passages", Use.TOPICS), columns=columns)
    found = found.filter(pc.and_(pc.is_in(found["document"], value_set=kept), pc.is_valid(found["vector"])))
    found = found.sort_by("id").combine_chunks()
    flat = pc.list_flatten(found["vector"]).to_numpy()
    vectors = np.ascontiguousarray(flat, dtype=np.float32).reshape(
        len(found), len(flat) // max(1, len(found))
    )
    return TopicPassages(
        found["id"].to_pylist(), found["document"].to_pylist(), found["text"].to_pylist(), vectors
    )


def topic_state(pinned: Pinned) -> TopicState:
    """Return the topics in force.

    Raises:
        InputError: no topics were fitted, or for the vectors of another encoder.
        StoreError: the model or its history is damaged.
    """
    folder = pinned.root / FOLDER
    history = read_history(folder)
    if history.fit is None:
        if (pinned.root / OLD).exists():
            raise InputError(
                f"{OLD} was written by an earlier version, whose topics have no permanent ids.",
                advice=Advice(Remedy.FIT_TOPICS, text="Fit again: topics that go on keep their numbers."),
            )
        raise InputError("There are no topics yet.", advice=Remedy.FIT_TOPICS)
    model, frozen = load(folder, history.fit.value, history.fit.sha256)
    made = pinned.snapshot.manifest.encoder
    if model.encoder != made and pinned.snapshot.manifest.rows["passages"]:
        raise InputError(
            f"The topics were fitted to the vectors of {model.encoder}, the passages have those of {made}.",
            advice=Remedy.FIT_TOPICS,
        )
    return TopicState(history, model, frozen, history.fit.sha256)


def assigned_passages(pinned: Pinned, state: TopicState) -> pd.DataFrame:
    """Return each passage's topic: passage, document, part (the fitted topic), topic (the one that goes on,
    after merges), weight, new (came after the fit); only passages that have one, ordered by id."""
    import numpy as np
    import pandas as pd

    found = topic_passages(pinned)
    rows, weights, new = _rows(pinned.root, state, found)
    held = np.flatnonzero(rows >= 0)
    ids = [topic.id for topic in state.model.topics]
    parts = [ids[row] for row in rows[held]]
    return pd.DataFrame(
        {
            "passage": [found.ids[i] for i in held],
            "document": [found.documents[i] for i in held],
            "part": parts,
            "topic": [state.history.resolved(part) for part in parts],
            "weight": weights[held],
            "new": new[held],
        }
    )


def _rows(root: Path, state: TopicState, passages: TopicPassages) -> tuple[Any, Any, Any]:
    """Return arrays over the passages: row of the topic in the model, weight, whether it came later."""
    import numpy as np

    rows = np.full(len(passages.ids), -1, dtype=np.intp)
    weights = np.zeros(len(passages.ids), dtype=np.float32)
    new = np.zeros(len(passages.ids), dtype=bool)
    known = _kept(root, state.sha256)
    missing = []
    for i, (ident, mark) in enumerate(zip(passages.ids, passages.marks(), strict=True)):
        found = known.get((ident, mark))
        if found is None:
            missing.append(i)
        else:
            rows[i], weights[i], new[i] = found
    if missing:
        texts = [passages.texts[i] for i in missing]
        assigned = state.frozen.assign(texts, passages.vectors[missing])
        rows[missing], weights[missing], new[missing] = assigned.topic, assigned.weight, True
    return rows, weights, new


def _kept(root: Path, sha256: str) -> dict[tuple[str, int], tuple[int, float, bool]]:
    """Return the topics kept for passages and checksums; empty if they are of another fit, or damaged."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        table = pq.read_table(root / FOLDER / ASSIGNED)
        if (table.schema.metadata or {}).get(b"fit") != sha256.encode():
            return {}
        columns = [table[name].to_pylist() for name in ("passage", "mark", "row", "weight", "new")]
    except (OSError, pa.ArrowException, KeyError):
        return {}
    return {(p, m): (row, weight, new) for p, m, row, weight, new in zip(*columns, strict=True)}


def keep(root: Path, sha256: str, passages: TopicPassages, rows: Any, weights: Any, new: Any) -> None:
    """Keep each passage's topic for the next question."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    table = pa.table(
        {
            "passage": passages.ids,
            "mark": pa.array(passages.marks(), pa.int64()),
            "row": pa.array(rows, pa.int64()),
            "weight": pa.array(weights, pa.float32()),
            "new": pa.array(new, pa.bool_()),
        }
    ).replace_schema_metadata({"fit": sha256})
    path = root / FOLDER / ASSIGNED
    temporary = path.with_suffix(".tmp")
    pq.write_table(table, temporary)
    temporary.replace(path)


def follow(pinned: Pinned) -> int:
    """Assign the passages that came since to the topics in force; return their number, 0 without topics."""
    state = topic_state(pinned)
    passages = topic_passages(pinned)
    known = _kept(pinned.root, state.sha256)
    fresh = [key for key in zip(passages.ids, passages.marks(), strict=True) if key not in known]
    if fresh or len(known) != len(passages.ids):
        keep(pinned.root, state.sha256, passages, *_rows(pinned.root, state, passages))
    return len(fresh)


def kept_fit(root: Path, sha256: str, passages: TopicPassages, assigned: Assigned) -> None:
    """Keep the topics that a fit gave its passages."""
    import numpy as np

    keep(root, sha256, passages, assigned.topic, assigned.weight, np.zeros(len(passages.ids), dtype=bool))


def known_ids(state: TopicState, topics: Sequence[int]) -> list[int]:
    """Return the ids of the topics that go on for these. Raise NotFoundError for one that is unknown."""
    return [state.find(topic).id for topic in topics]

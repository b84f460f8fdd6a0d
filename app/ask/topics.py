"""Topics found in the corpus itself: fitting them, and the passages of a topic."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from workingregions.corpus.enums import Use
from workingregions.corpus.errors import InputError, NotFoundError
from workingregions.corpus.remedies import Advice, Remedy

if TYPE_CHECKING:
    import pandas as pd

    from workingregions.app.names import Pinned
    from workingregions.models.topics import Method, TopicModel

METHODS = ("nmf", "lda")
TOPICS_FILE = "topics.json"


def fit_topics(pinned: Pinned, method: str, topics: int, seed: int) -> TopicModel:
    """Return topics fitted to the documents that count; see Project.fit_topics."""
    import pyarrow as pa
    import pyarrow.compute as pc

    from workingregions.models.topics import fit

    if method not in METHODS:
        raise NotFoundError("topic method", method, METHODS, advice=f"One of: {', '.join(METHODS)}.")
    snapshot = pinned.snapshot
    kept = pa.array([d.id for d in pinned.counted], pa.string())
    where = snapshot.taken("passages", Use.TOPICS)
    passages = snapshot.arrow("passages", where=where, columns=["id", "document", "text"])
    passages = passages.filter(pc.is_in(passages["document"], value_set=kept))
    if not len(passages):
        raise InputError("There is no text to find topics in.", advice=Remedy.INGEST)
    return fit(
        passages["text"].to_pylist(),
        passages["id"].to_pylist(),
        method=cast("Method", method),
        topics=topics or None,
        seed=seed,
    )


def topic_model(pinned: Pinned) -> TopicModel:
    """See View.topic_model."""
    from workingregions.models.topics import TopicModel

    return TopicModel.load(pinned.root / TOPICS_FILE)


def topics(model: TopicModel) -> pd.DataFrame:
    """See View.topics."""
    import pandas as pd

    rows = [
        {
            "topic": topic.number,
            "label": topic.label,
            "share": topic.share,
            "coherence": topic.coherence,
            "words": [word.replace("_", " ") for word, _ in topic.words],
        }
        for topic in model.topics
    ]
    return pd.DataFrame(rows)


def topic(pinned: Pinned, model: TopicModel, number: int) -> pd.DataFrame:
    """See View.topic."""
    import pandas as pd

    chosen = next((t for t in model.topics if t.number == number), None)
    if chosen is None:
        advice = Advice(Remedy.LIST_TOPICS, text=f"There are topics 1 to {len(model.topics)}.")
        raise NotFoundError("topic", str(number), advice=advice)
    snapshot = pinned.snapshot
    columns = ["id", "document", "pages", "text"]
    found = snapshot.arrow("passages", among=("id", chosen.passages), columns=columns).to_pylist()
    passages = {row["id"]: row for row in found}
    owners = {row["document"] for row in found}
    documents = snapshot.arrow("documents", among=("id", owners), columns=["id", "path"]).to_pylist()
    paths = {row["id"]: row["path"] for row in documents}
    rows = [
        {
            "weight": dict(model.weights.get(name, ())).get(number, 0.0),
            "document": paths[passages[name]["document"]],
            "page": passages[name]["pages"][0],
            "text": " ".join(passages[name]["text"].split()),
            "passage": name,
        }
        # Passages may have gone since the model was fitted.
        for name in chosen.passages
        if name in passages
    ]
    return pd.DataFrame(rows, columns=["weight", "document", "page", "text", "passage"])

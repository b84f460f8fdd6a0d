"""Questions about the topics in force: their words, documents, passages, map, history and trends."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, cast

from workingregions.app.ask import Cell, Scene, evidence_ids
from workingregions.app.names import gazetteer
from workingregions.app.topics.changes import in_words
from workingregions.app.topics.state import TopicState, assigned_passages, topic_state
from workingregions.corpus.errors import NotFoundError
from workingregions.corpus.records import Passage
from workingregions.corpus.store import without
from workingregions.models.topics import Fate, TopicAction, layout

if TYPE_CHECKING:
    import pandas as pd

    from workingregions.app.names import Pinned
    from workingregions.models.topics import History, Topic
    from workingregions.models.trends import Facet

ABOUT = 0.1
"""Least share of a document's passages (of those with a topic) from which it is about a topic."""
COLUMNS = (
    "topic", "name", "by_hand", "share", "passages", "documents", "new", "coherence", "words", "fate",
    "merged",
)  # fmt: skip


class TopicAnswers:
    """The topics in force as of one snapshot."""

    def __init__(self, pinned: Pinned) -> None:
        self._pinned = pinned
        self.state: TopicState = topic_state(pinned)

    @cached_property
    def _table(self) -> pd.DataFrame:
        return assigned_passages(self._pinned, self.state)

    @cached_property
    def _documents(self) -> pd.DataFrame:
        """One row per document and topic: document, topic, passages, of_passages, share, about."""
        sizes = self._table.groupby("document").size().rename("of_passages")
        found = self._table.groupby(["document", "topic"]).size().rename("passages").reset_index()
        found = found.join(sizes, on="document")
        found["share"] = found["passages"] / found["of_passages"]
        found["about"] = found["share"] >= ABOUT
        return found

    def topics(self) -> pd.DataFrame:
        """See View.topics."""
        import pandas as pd

        table, about = self._table, self._documents[self._documents["about"]]
        rows = []
        for topic in self.state.topics:
            own = table[table["topic"] == topic.id]
            parts = self.state.parts(topic.id)
            rows.append(
                {
                    "topic": topic.id,
                    "name": self.state.name(topic.id),
                    "by_hand": topic.id in self.state.history.names,
                    "share": round(len(own) / max(len(table), 1), 4),
                    "passages": len(own),
                    "documents": int((about["topic"] == topic.id).sum()),
                    "new": int(own["new"].sum()),
                    "coherence": _mean(parts),
                    "words": [word.replace("_", " ") for word in _words(parts)],
                    "fate": self._fate(topic.id),
                    "merged": [part.id for part in parts if part.id != topic.id],
                }
            )
        rows.sort(key=lambda row: (-row["passages"], row["topic"]))  # type: ignore[operator]
        return pd.DataFrame(rows, columns=list(COLUMNS))

    def _fate(self, topic: int) -> str:
        found = self.state.history.fate(topic)
        if found is None:
            return ""
        descent = found[1]
        return f"{descent.fate.value} from {descent.of}" if descent.fate is Fate.SPLIT else descent.fate.value

    def _inside(self, cell: Cell) -> set[str]:
        """Return the ids of the documents of a cell."""
        return {d.id for d in cell.documents(self._scene)}

    @cached_property
    def _scene(self) -> Scene:
        """The documents and passages that trends count, and no theme."""
        return Scene.of(self._pinned, ["-"])

    def passages(self, topic: int, most: int, cell: Cell) -> pd.DataFrame:
        """See View.topic."""
        import pandas as pd

        snapshot = self._pinned.snapshot
        wanted = self.state.find(topic).id
        own = self._table[self._table["topic"] == wanted]
        own = own[own["document"].isin(self._inside(cell))]
        own = own.sort_values(["weight", "passage"], ascending=[False, True])
        weights = dict(zip(own["passage"], own["weight"], strict=True))
        chosen = list(weights)[: most or None]
        columns = without("passages", "vector")
        found: dict[str, Passage] = {
            p.id: p for p in snapshot.records("passages", among=("id", set(chosen)), columns=columns)
        }
        passages = [found[ident] for ident in chosen]
        paths = {d.id: d.path for d in self._pinned.counted}
        rows = [
            {
                "weight": round(float(weights[passage.id]), 3),
                "document": paths[passage.document],
                "page": passage.pages[0],
                "text": " ".join(passage.text.split()),
                "passage": passage.id,
                "evidence": evidence,
            }
            for passage, evidence in zip(passages, evidence_ids(snapshot, passages), strict=True)
        ]
        return pd.DataFrame(rows, columns=["weight", "document", "page", "text", "passage", "evidence"])

    def documents(self, topic: int, cell: Cell) -> pd.DataFrame:
        """See View.topic_documents."""
        import pandas as pd

        wanted = self.state.find(topic).id
        known = {d.id: d for d in self._pinned.counted}
        own = self._documents[self._documents["about"] & (self._documents["topic"] == wanted)]
        own = own[own["document"].isin(self._inside(cell))]
        found = own.sort_values(["share", "document"], ascending=[False, True])
        documents = [known[ident] for ident in found["document"]]
        rows = {
            "file": [d.path for d in documents],
            "title": [d.title for d in documents],
            "year": [d.year for d in documents],
            "share": found["share"].round(4).tolist(),
            "passages": found["passages"].tolist(),
            "of_passages": found["of_passages"].tolist(),
            "document": found["document"].tolist(),
        }
        columns = ["file", "title", "year", "share", "passages", "of_passages", "document"]
        return pd.DataFrame(rows, columns=columns).astype({"year": "Int64"})

    def map(self) -> pd.DataFrame:
        """See View.topic_map."""
        import pandas as pd

        ids = [topic.id for topic in self.state.model.topics]
        places = layout(self.state.frozen.parts)
        sizes = self._table["topic"].value_counts()
        rows = [
            {
                "topic": ident,
                "name": self.state.name(ident),
                "x": round(float(places[i, 0]), 4),
                "y": round(float(places[i, 1]), 4),
                "size": int(sizes.get(ident, 0)),
            }
            for i, ident in enumerate(ids)
            if ident not in self.state.history.merged
        ]
        return pd.DataFrame(rows, columns=["topic", "name", "x", "y", "size"])

    def trends(self, topics: Sequence[int], by: Sequence[str]) -> pd.DataFrame:
        """See View.topic_trends."""
        import pandas as pd

        from workingregions.models.trends import FACETS, theme_counts

        for facet in by:
            if facet not in FACETS:
                raise NotFoundError("facet", facet, FACETS, advice=f"Facets: {', '.join(FACETS)}.")
        wanted = [self.state.find(t).id for t in topics] or [t.id for t in self.state.topics]
        scene = self._scene
        mine = self._table[self._table["topic"].isin(wanted)]
        mine = mine.join(self._documents.set_index(["document", "topic"])["about"], on=["document", "topic"])
        zeros = pd.DataFrame({"passage": "", "topic": wanted, "about": -1.0})
        counted = []
        for scores in (mine.assign(about=mine["about"].astype(float)), mine.assign(about=1.0)):
            rows = pd.concat([scores[["passage", "topic", "about"]], zeros], ignore_index=True)
            rows = rows.rename(columns={"topic": "theme"}).astype({"theme": "str"})
            counted.append(
                theme_counts(
                    scene.passages, rows, scene.frame(scene.documents),
                    by=cast("Sequence[Facet]", list(dict.fromkeys(by))), places=gazetteer(),
                )
            )  # fmt: skip
        table, every = counted
        for column in ("passages", "passage_share", "passage_low", "passage_high"):
            table[column] = every[column]
        table = table.drop(columns=[name for name in table if str(name).startswith("adjusted")])
        table = table.rename(columns={"theme": "topic"}).astype({"topic": int})
        where = list(table.columns).index("topic") + 1
        table.insert(where, "name", [self.state.name(t) for t in table["topic"]])
        if "region" in by:
            table.insert(0, "region_name", [gazetteer().name(r) if r else "unknown" for r in table["region"]])
        return table


def topic_history(history: History, topic: int | None) -> pd.DataFrame:
    """See View.topic_history."""
    import pandas as pd

    active = {event.id for event in history.active}
    rows = []
    for event in history.events:
        fates = [d for d in event.fates if topic is None or topic in (d.topic, d.of)]
        if topic is None or topic in event.topics or fates:
            row = {"line": event.id, "when": event.when, "who": event.who, "action": event.action.value}
            in_force = event.id in active or event.action is TopicAction.UNDO
            rows.append({**row, "what": in_words(event), "in_force": in_force, "fates": fates})
    if topic is not None and not rows:
        raise NotFoundError("topic", str(topic), advice="No fit ever made it.")
    return pd.DataFrame(rows, columns=["line", "when", "who", "action", "what", "in_force", "fates"])


def _words(parts: Sequence[Topic]) -> list[str]:
    """Return the words of a topic; of one with others merged into it, the strongest words of all by size."""
    if len(parts) == 1:
        return [word for word, _ in parts[0].words]
    weights: dict[str, float] = {}
    for part in parts:
        for word, weight in part.words:
            weights[word] = weights.get(word, 0.0) + weight * part.share
    most = max(len(part.words) for part in parts)
    return sorted(weights, key=lambda word: (-weights[word], word))[:most]


def _mean(parts: Sequence[Topic]) -> float:
    """Return the coherence of a topic, or of its parts, weighted by their sizes."""
    total = sum(part.share for part in parts)
    return round(sum(part.coherence * part.share for part in parts) / max(total, 1e-9), 4)

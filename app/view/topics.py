"""What a view answers about topics."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from workingregions.app import topics
from workingregions.app.ask import Cell
from workingregions.app.names import Pinned, once
from workingregions.models.topics import FOLDER, read_history

if TYPE_CHECKING:
    import pandas as pd

    from workingregions.models.topics import TopicModel


class TopicView(Pinned):
    """The answers of a `View` about topics."""

    def topic_model(self) -> TopicModel:
        """Return the topics that `Project.fit_topics` fitted last, without the names and merges of people.

        Raises:
            InputError: there are none, or they were fitted for another encoder.
            StoreError: the model or its history is damaged.
        """
        return self._topics.state.model

    @once
    def _topics(self) -> topics.TopicAnswers:
        return topics.TopicAnswers(self)

    def topics(self) -> pd.DataFrame:
        """Return one row per topic, largest first.

        Columns topic (its permanent id), name, by_hand (whether a person gave the name), share of passages,
        passages, documents (of whose passages it has a tenth or more), new (passages that came after the
        fit), coherence (NPMI), words, fate (at the last fit: same, drifted, split from another, new), merged
        (topics that people merged into it)."""
        return self._topics.topics()

    def topic(self, number: int, *, most: int = 5, region: str = "", year: str = "") -> pd.DataFrame:
        """Return the passages that represent a topic best.

        Columns weight, document (its file), page, text, passage, evidence.

        Args:
            number: its id.
            most: number of passages; 0 for all.
            region: only documents about this region, or "unknown".
            year: only documents of this period, or "unknown".

        Raises:
            NotFoundError: there is no such topic; says what became of one that there was.
        """
        return self._topics.passages(number, most, Cell(region=region, year=year))

    def topic_documents(self, number: int, *, region: str = "", year: str = "") -> pd.DataFrame:
        """Return the documents about a topic, the largest share first: file, title, year, share (of their
        passages), passages, of_passages, document. Other arguments and errors are those of `topic`."""
        return self._topics.documents(number, Cell(region=region, year=year))

    def topic_map(self) -> pd.DataFrame:
        """Return positions of the topics in two dimensions, in which near ones are alike: topic, name, x, y
        (-1 to 1), size (passages)."""
        return self._topics.map()

    def topic_trends(
        self, numbers: Sequence[int] = (), by: Sequence[str] = ("region", "year")
    ) -> pd.DataFrame:
        """Return the number of documents and passages about topics (all by default) for each cell of `by`.

        The cells and denominators are those of `trends`. A document is about a topic if a tenth of its
        passages are, of those that have a topic.

        Raises:
            NotFoundError: a topic, or a facet of `by`, is unknown.
        """
        return self._topics.trends(numbers, by)

    def topic_history(self, number: int | None = None) -> pd.DataFrame:
        """Return one row per fit, name, merge and undo, oldest first: line (its id), when, who, action, what,
        in_force, fates (records of what became of each topic). With `number`, only what concerns that topic;
        raise NotFoundError if there never was one."""
        return topics.topic_history(read_history(self.root / FOLDER), number)

"""The topics of a project: fitting and correcting them, and the answers about them."""

from workingregions.app.topics.answers import TopicAnswers, topic_history
from workingregions.app.topics.changes import (
    TopicChange,
    TopicFit,
    fit_topics,
    merge_topics,
    name_topic,
    undo_topics,
)
from workingregions.app.topics.state import follow

__all__ = [
    "TopicAnswers",
    "TopicChange",
    "TopicFit",
    "fit_topics",
    "follow",
    "merge_topics",
    "name_topic",
    "topic_history",
    "undo_topics",
]

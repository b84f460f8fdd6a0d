"""Topics that a corpus shows by itself: fitting, describing and naming them, and their permanent ids."""

from __future__ import annotations

from workingregions.models.topics.describe import coherence, diversity
from workingregions.models.topics.files import FOLDER, OLD, load, old_topics, save
from workingregions.models.topics.frozen import METHODS, Assigned, Frozen, Method
from workingregions.models.topics.history import (
    LAST,
    History,
    TopicAction,
    TopicEvent,
    append,
    read_history,
)
from workingregions.models.topics.lineage import Descent, Fate, descend
from workingregions.models.topics.model import Fitted, Topic, TopicModel, fit, fit_words
from workingregions.models.topics.positions import layout
from workingregions.models.topics.words import tokenize

__all__ = [
    "FOLDER",
    "LAST",
    "METHODS",
    "OLD",
    "Assigned",
    "Descent",
    "Fate",
    "Fitted",
    "Frozen",
    "History",
    "Method",
    "Topic",
    "TopicAction",
    "TopicEvent",
    "TopicModel",
    "append",
    "coherence",
    "descend",
    "diversity",
    "fit",
    "fit_words",
    "layout",
    "load",
    "old_topics",
    "read_history",
    "save",
    "tokenize",
]

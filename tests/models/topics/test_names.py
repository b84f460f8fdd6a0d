"""Names of topics come from key phrases, as texts write them; proper names come last."""

from __future__ import annotations

import numpy as np

from workingregions.models.topics.names import name_topics

SKILLS = "In Ohio the adult education of the town is paid for, and adult education in Ohio is for all of us."
ENERGY = "In Ohio the wind turbine of NASA, as all of us know, is the wind turbine of NASA."


def names(*texts: str, labels: list[int]) -> list[str]:
    found = name_topics(texts, range(len(texts)), np.array(labels), [["skill"], ["wind"]])
    assert len(set(found)) == len(found)
    return found


def test_a_name_is_made_of_key_phrases() -> None:
    one, two = names(SKILLS, SKILLS, SKILLS, ENERGY, ENERGY, ENERGY, labels=[0, 0, 0, 1, 1, 1])
    assert one.startswith("Adult education")
    assert "Ohio" not in one  # it is in all documents
    assert "NASA" in two  # as it is written, after what is not a proper name
    assert two.startswith("Wind turbine")


def test_topics_without_phrases_are_called_by_their_words_and_no_two_alike() -> None:
    found = name_topics(["of the", "of the"], [0, 1], np.array([0, 1]), [["steel_mill"], ["steel_mill"]])
    assert found == ["Steel mill", "Steel mill (2)"]

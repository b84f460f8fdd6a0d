"""Texts of three subjects, in running English, with vectors as an encoder would give them."""

from __future__ import annotations

import random

import numpy as np
import numpy.typing as npt

SUBJECTS = {
    "canal": ["canal", "barge", "lock", "towpath", "freight", "wharf", "dredging", "water", "boats"],
    "steel": ["steel", "furnace", "rolling", "mill", "slag", "ore", "blast", "smelting", "foundry"],
    "school": ["school", "teacher", "pupils", "lessons", "exams", "reading", "homework", "learning"],
}
LINKS = [
    "of the",
    "and in the",
    "with a",
    "from its",
    "for our",
    "to their",
    "by which the",
    "as well as the",
]


def texts(count: int = 90, seed: int = 4) -> tuple[list[str], list[str]]:
    """Texts of three subjects in turn, and their ids."""
    chance = random.Random(seed)
    subjects = list(SUBJECTS)
    made = []
    for i in range(count):
        words = chance.choices(SUBJECTS[subjects[i % 3]], k=25) + chance.choices(["report", "people"], k=3)
        made.append("The " + " ".join(f"{word} {chance.choice(LINKS)}" for word in words) + " town.")
    return made, [f"t{i:03d}" for i in range(count)]


def vectors(count: int = 90, size: int = 24, seed: int = 0) -> npt.NDArray[np.float32]:
    """Unit vectors of texts of three subjects in turn, shape (count, size)."""
    chance = np.random.default_rng(seed)
    rows = chance.normal(scale=0.08, size=(count, size))
    rows[np.arange(count), np.arange(count) % 3] += 1
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)

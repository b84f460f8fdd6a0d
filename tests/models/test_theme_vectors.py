"""Vectors of the themes' definitions that an ingest keeps for searches."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from workingregions.corpus.codebook import Codebook
from workingregions.models.encoder import Encoder, Vectors
from workingregions.models.theme_vectors import FILE_NAME, keep, theme_vectors

THEMES = Codebook.load().themes[:3]


class Counting(Encoder):
    """Counts the texts that it encodes; its vectors are their lengths."""

    texts = 0

    def encode(self, texts: object, *, threads: int | None = None) -> Vectors:
        assert isinstance(texts, list)
        assert threads is None
        self.texts += len(texts)
        return np.array([[len(text), 1] for text in texts], dtype=np.float32)


def test_kept_vectors_are_not_made_again(tmp_path: Path) -> None:
    keep(tmp_path, THEMES, Counting())
    encoder = Counting()
    vectors = theme_vectors(tmp_path, THEMES, encoder)
    assert encoder.texts == 0
    assert np.array_equal(vectors, encoder.encode([theme.definition for theme in THEMES]))
    assert [path.name for path in tmp_path.iterdir()] == [FILE_NAME]


@pytest.mark.parametrize("content", [None, b"", b"not an archive", b"PK\x03\x04 cut short"])
def test_without_a_readable_file_they_are_made(tmp_path: Path, content: bytes | None) -> None:
    if content is not None:
        (tmp_path / FILE_NAME).write_bytes(content)
    encoder = Counting()
    assert theme_vectors(tmp_path, THEMES, encoder).shape == (3, 2)
    assert encoder.texts == 3


def test_other_definitions_or_another_encoder_are_not_answered_from_the_file(tmp_path: Path) -> None:
    keep(tmp_path, THEMES, Counting())
    changed = [replace(THEMES[0], definition="Something else."), *THEMES[1:]]
    encoder = Counting()
    assert theme_vectors(tmp_path, changed, encoder)[0, 0] == len("Something else.")
    other = Counting()
    other.__dict__["name"] = "other@0"
    theme_vectors(tmp_path, THEMES, other)
    assert (encoder.texts, other.texts) == (3, 3)

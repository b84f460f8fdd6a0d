"""Near topics are near on the map, whatever the order of the axes."""

from __future__ import annotations

import numpy as np

from workingregions.models.topics import layout


def test_near_topics_are_near() -> None:
    parts = np.array([[1, 0, 0], [0.9, 0.1, 0], [0, 1, 0], [0, 0, 1]], dtype=np.float32)
    places = layout(parts)
    apart = np.linalg.norm(places[:, None] - places[None], axis=2)
    assert apart[0, 1] == apart[np.triu_indices(4, 1)].min()
    assert np.abs(places).max() == 1
    assert np.allclose(layout(parts), places)


def test_one_or_two_topics_have_places() -> None:
    assert layout(np.ones((1, 3), dtype=np.float32)).tolist() == [[0, 0]]
    assert layout(np.eye(2, dtype=np.float32)).shape == (2, 2)

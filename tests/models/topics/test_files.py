"""Topic models survive the disk; a damaged file is an error that names it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.helpers.subjects import texts, vectors
from workingregions.corpus.errors import StoreError
from workingregions.models.topics import METHODS, Method, fit, load, old_topics, save


@pytest.mark.parametrize("method", METHODS)
def test_a_model_survives_the_disk(method: Method, tmp_path: Path) -> None:
    made, ids = texts(45)
    fitted = fit(made, ids, vectors(45), method=method, topics=3)
    sha256 = save(tmp_path / "topics", "fit-0001.npz", fitted.model, fitted.frozen)
    model, frozen = load(tmp_path / "topics", "fit-0001.npz", sha256)
    assert model == fitted.model
    assert frozen.assign(made, vectors(45)).topic.tolist() == fitted.assigned.topic.tolist()


def test_a_damaged_or_missing_model_is_a_store_error(tmp_path: Path) -> None:
    made, ids = texts(30)
    fitted = fit(made, ids, vectors(30), topics=2)
    sha256 = save(tmp_path, "fit-0001.npz", fitted.model, fitted.frozen)
    path = tmp_path / "fit-0001.npz"
    path.write_bytes(path.read_bytes()[:-20])
    with pytest.raises(StoreError, match=r"fit-0001\.npz cannot be read"):
        load(tmp_path, "fit-0001.npz", sha256)
    with pytest.raises(StoreError, match="cannot be read"):
        load(tmp_path, "fit-0002.npz", sha256)


def test_a_file_of_an_earlier_release_gives_its_topics(tmp_path: Path) -> None:
    assert old_topics(tmp_path) is None
    rows = [{"number": 1, "label": "steel"}, {"number": 4, "label": "canals"}]
    old = {"format": 1, "topics": rows, "weights": {"a": [[1, 0.2], [4, 0.7]], "b": [], "c": [[1, 0.9]]}}
    (tmp_path / "topics.json").write_text(json.dumps(old), encoding="utf-8")
    assert old_topics(tmp_path) == ({"a": 4, "c": 1}, {1: "steel", 4: "canals"})
    for content in ("", "{", "[]", '{"format": 1, "topics": 3}'):
        (tmp_path / "topics.json").write_text(content, encoding="utf-8")
        assert old_topics(tmp_path) is None

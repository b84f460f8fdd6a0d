"""The codebook: the default one loads, broken ones name the theme and the field."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from workingregions.corpus.codebook import Codebook
from workingregions.corpus.errors import ConfigError, NotFoundError


def raw(**changes: Any) -> dict[str, Any]:
    theme = {
        "id": "canals",
        "group": "sector",
        "label": "Canals",
        "definition": "Freight by water.",
        "seeds": ["canal", "lock"],
    }
    theme.update(changes)
    return {"version": 1, "groups": {"sector": "Sector"}, "themes": [theme]}


def test_default_has_twenty_themes_with_unique_ids_and_known_groups() -> None:
    book = Codebook.load()
    assert len(book) == 20
    assert len(set(book.ids)) == 20
    assert {theme.group for theme in book} <= set(book.groups)


def test_a_theme_is_found_by_id_and_by_label_in_any_case() -> None:
    book = Codebook.load()
    assert book.get("reshoring") is book.get("RESHORING")
    assert book.get("supply chains").id == "supply_chains"


def test_an_unknown_theme_tells_the_nearest() -> None:
    with pytest.raises(NotFoundError) as caught:
        Codebook.load().get("resharing")
    assert caught.value.nearest[0] == "reshoring"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"seeds": []}, ["'canals'", "seeds"]),
        ({"seeds": ["canal", 2020]}, ["'canals'", "seeds", "2020"]),
        ({"label": None}, ["'canals'", "label", "missing"]),
        ({"group": "sektor"}, ["'canals'", "group", "sektor"]),
        ({"id": "Big Canals"}, ["theme 1", "id"]),
        ({"seed": ["canal"]}, ["'canals'", "'seed'", "seeds"]),
        ({"definition": ["x"]}, ["'canals'", "definition"]),
    ],
)
def test_a_broken_theme_is_named_with_its_field(changes: dict[str, Any], words: list[str]) -> None:
    with pytest.raises(ConfigError) as caught:
        Codebook.parse(raw(**changes))
    assert all(word in str(caught.value) for word in words), str(caught.value)


def test_an_id_used_twice_is_an_error() -> None:
    content = raw()
    content["themes"] *= 2
    with pytest.raises(ConfigError, match="'canals': id is used twice"):
        Codebook.parse(content)


@pytest.mark.parametrize(
    "content", [None, [], "x", {"version": 2}, {"version": 1}, {"version": 1, "groups": {}}]
)
def test_other_content_is_refused(content: object) -> None:
    with pytest.raises(ConfigError):
        Codebook.parse(content)


def test_broken_yaml_and_missing_files_are_config_errors(tmp_path: Path) -> None:
    path = tmp_path / "themes.yaml"
    with pytest.raises(ConfigError, match="does not exist"):
        Codebook.load(path)
    path.write_text("themes: [", encoding="utf-8")
    with pytest.raises(ConfigError, match=r"themes\.yaml cannot be read"):
        Codebook.load(path)
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ConfigError, match="cannot be read"):
        Codebook.load(path)

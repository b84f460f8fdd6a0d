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
    with pytest.raises(ConfigError, match=r"theme 2 \('canals'\): id is used twice"):
        Codebook.parse(content)


def test_faults_name_their_lines_and_all_are_reported(tmp_path: Path) -> None:
    path = tmp_path / "themes.yaml"
    path.write_text(
        """version: 1
groups: {sector: Sector}
themes:
  - id: canals
    group: sector
    label: Canals
    definition: ""
    seeds: [canal]
    broader: boats
  - id: boats
    group: sectors
    label: Boats
    definition: Vessels.
    seeds: [boat]
    broader: ship
  - id: canals
    group: sector
    label: Canals again
    definition: Water.
    seeds: [lock]
""",
        encoding="utf-8",
    )
    with pytest.raises(ConfigError) as caught:
        Codebook.load(path)
    message = str(caught.value)
    assert "line 7, theme 1 ('canals'): definition must be text; it is empty" in message
    assert "line 11, theme 2 ('boats'): group 'sectors' is not one of sector" in message
    assert "line 16, theme 3 ('canals'): id is used twice, first in line 4" in message


def test_a_cycle_and_an_unknown_broader_theme_are_errors() -> None:
    content = raw(broader="boats")
    content["themes"] += [
        {**content["themes"][0], "id": "boats", "broader": "ships"},
        {**content["themes"][0], "id": "ships", "broader": "canals"},
    ]
    with pytest.raises(
        ConfigError, match="cycle: canals is part of boats is part of ships is part of canals"
    ):
        Codebook.parse(content)
    content["themes"][2]["broader"] = "canal"
    with pytest.raises(ConfigError, match="broader 'canal' is not the id of a theme; did you mean 'canals'"):
        Codebook.parse(content)


def test_a_key_given_twice_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "themes.yaml"
    path.write_text("version: 1\ngroups: {a: A}\ngroups: {b: B}\n", encoding="utf-8")
    with pytest.raises(ConfigError, match="line 3: 'groups' is given twice, first in line 2"):
        Codebook.load(path)


def test_the_version_is_that_of_the_content_and_not_of_its_layout() -> None:
    one, two = Codebook.parse(raw()), Codebook.parse(raw(definition="Freight  by water."))
    assert one.version == two.version != Codebook.parse(raw(include=["locks"])).version
    assert len(one.version) == 8


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

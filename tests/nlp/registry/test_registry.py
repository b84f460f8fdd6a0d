"""A registry read from a dump of ROR, refused if it is not one, and institutions linked to it."""

from __future__ import annotations

import gzip
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from workingregions.corpus.enums import InstitutionType
from workingregions.corpus.errors import InputError
from workingregions.nlp.registry.linking import affiliations, link
from workingregions.nlp.registry.registry import Registry, load


def record(ident: str, name: str, city: str, geonames: int, country: str, **more: Any) -> dict[str, Any]:
    """Return a record in the form in which ROR publishes it (schema 2)."""
    others = [{"value": v, "types": [t], "lang": None} for v, t in more.get("names", ())]
    return {
        "id": f"https://ror.org/{ident}",
        "names": [{"value": name, "types": ["ror_display", "label"], "lang": "en"}, *others],
        "types": more.get("types", ["education"]),
        "status": more.get("status", "active"),
        "established": 1900,
        "locations": [
            {
                "geonames_id": geonames,
                "geonames_details": {"name": city, "country_code": country, "lat": 1, "lng": 1},
            }
        ],
        "relationships": [
            {"type": kind, "id": f"https://ror.org/{other}", "label": ""}
            for kind, other in more.get("rel", ())
        ],
    }


DUMP = [
    record(
        "a1",
        "University of Quibble",
        "Leeds",
        2644688,
        "GB",
        names=[("UQ", "acronym")],
        rel=[("child", "a2")],
    ),
    record(
        "a2",
        "Quibble Institute for Zymurgy",
        "Leeds",
        2644688,
        "GB",
        types=["facility"],
        rel=[("parent", "a1")],
    ),
    record("a3", "Saint Vexing Hospital", "Cleveland", 5150529, "US", types=["healthcare"]),
    record("a4", "Saint Vexing Hospital", "Sheffield", 2638077, "GB", types=["healthcare"]),
    record(
        "a5", "Universität Wunderlich", "Munich", 2867714, "DE", names=[("University of Wunderlich", "label")]
    ),
    record("a6", "Ardent Motors (Germany)", "Munich", 2867714, "DE", types=["company"]),
]


@pytest.fixture(scope="module")
def registry(tmp_path_factory: pytest.TempPathFactory) -> Registry:
    path = tmp_path_factory.mktemp("ror") / "v1.99-2026-01-01-ror-data_schema_v2.json"
    path.write_text(json.dumps(DUMP), encoding="utf-8")
    return load(path)


def test_a_dump_is_read_from_json_from_its_zip_and_from_lines(registry: Registry, tmp_path: Path) -> None:
    assert len(registry) == 6
    assert registry.name == "ROR v1.99"
    own = registry.records["a1"]
    assert (own.name, own.country, own.city, own.children) == (
        "University of Quibble",
        "GB",
        "Leeds",
        ("a2",),
    )
    packed = tmp_path / "v1.99-ror-data.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(
            "v1.99-ror-data.json", json.dumps([{"id": "https://ror.org/a1", "name": "x", "labels": []}])
        )
        archive.writestr("v1.99-ror-data_schema_v2.json", json.dumps(DUMP))
    lines = tmp_path / "ror.jsonl.gz"
    lines.write_bytes(gzip.compress("\n".join(map(json.dumps, DUMP)).encode()))
    assert load(packed).records == load(lines).records == registry.records


def test_the_copy_in_a_project_is_the_same_registry(registry: Registry, tmp_path: Path) -> None:
    registry.save(tmp_path / "registry")
    again = Registry.load(tmp_path / "registry")
    assert again is not None
    assert again.records == registry.records
    assert (again.id, again.name) == (registry.id, "ROR v1.99")
    assert Registry.load(tmp_path) is None


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        (
            "old.json",
            json.dumps([{"id": "https://ror.org/a1", "name": "x", "labels": [], "types": []}]),
            "schema 1",
        ),
        ("other.json", json.dumps([{"code": 1, "title": "x"}]), "another schema: found code, title"),
        ("object.json", json.dumps({"items": []}), "another schema"),
        ("empty.json", "[]", "no organisations"),
        ("nothing.json", "", "no organisations"),
        ("words.json", "These are words.", "is not JSON"),
        (
            "half.json",
            json.dumps([{"id": "https://ror.org/a1", "names": [{"v": 1}], "locations": []}]),
            "not of schema 2",
        ),
    ],
)
def test_another_file_is_refused_with_what_was_expected(
    name: str, data: str, message: str, tmp_path: Path
) -> None:
    (tmp_path / name).write_text(data, encoding="utf-8")
    with pytest.raises(InputError) as error:
        load(tmp_path / name)
    assert message in str(error.value)
    assert name in str(error.value)
    assert "schema 2" in str(error.value)


def test_a_truncated_zip_a_zip_without_json_and_a_missing_file(tmp_path: Path) -> None:
    whole = tmp_path / "whole.zip"
    with zipfile.ZipFile(whole, "w") as archive:
        archive.writestr("a_schema_v2.json", json.dumps(DUMP))
    cut = tmp_path / "cut.zip"
    cut.write_bytes(whole.read_bytes()[:-40])
    with pytest.raises(InputError, match="damaged"):
        load(cut)
    short = tmp_path / "short.jsonl.gz"
    short.write_bytes(gzip.compress(json.dumps(DUMP).encode())[:-20])
    with pytest.raises(InputError, match="damaged"):
        load(short)
    with zipfile.ZipFile(tmp_path / "none.zip", "w") as archive:
        archive.writestr("a.txt", "x")
    with pytest.raises(InputError, match="no \\.json"):
        load(tmp_path / "none.zip")
    with pytest.raises(InputError, match="no file"):
        load(tmp_path / "missing.json")


def test_seat_is_the_town_of_the_gazetteer(registry: Registry) -> None:
    assert registry.seat("a1")[1] == "ROR v1.99"
    assert registry.seat("a1")[0]
    assert registry.seat("unknown") == ("", "")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Department of Physics, University of Quibble, Leeds, UK", {"a1"}),
        ("Dept. Phys., Univ. Quibble, Leeds LS2 9JT, U.K.", {"a1"}),
        ("Saint Vexing Hospital, Cleveland, Ohio, USA", {"a3"}),
        ("St. Vexing Hospital, Sheffield, United Kingdom", {"a4"}),
        ("Universitaet Wunderlich, München, Germany", {"a5"}),
        ("Department of Physics", set()),
        ("Leeds, UK", set()),
        ("", set()),
    ],
)
def test_affiliations(text: str, expected: set[str], registry: Registry) -> None:
    assert {ident for ident, _ in affiliations(text, registry)} == expected


def test_an_institution_is_linked_where_name_country_and_type_fit(registry: Registry) -> None:
    found = link("University of Quibble", country="GB", type=InstitutionType.UNIVERSITY, registry=registry)
    assert found is not None
    assert (found.id, found.rule, found.linked) == ("a1", "exact", True)
    branch = link("Ardent Motors", country="DE", type=InstitutionType.FIRM, registry=registry)
    assert branch is not None
    assert branch.linked
    assert branch.id == "a6"


def test_linking_abstains_where_several_fit_or_the_place_speaks_against_it(registry: Registry) -> None:
    several = link("Saint Vexing Hospital", registry=registry)
    assert several is None or not several.linked
    elsewhere = link("University of Quibble", country="US", registry=registry)
    assert elsewhere is None or not elsewhere.linked
    other = link("University of Quibble", country="GB", type=InstitutionType.FIRM, registry=registry)
    assert other is None or not other.linked
    assert link("Sundry Works Council", country="GB", registry=registry) is None

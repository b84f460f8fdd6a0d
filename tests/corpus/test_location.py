"""The location of a file: every location is read back as it was written, including names with `!`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workingregions.corpus.location import Location

NAMES = st.text(alphabet='ab!.[]"\\ é\n\udce9', min_size=1, max_size=12)


@given(NAMES, st.lists(NAMES, max_size=3))
def test_locations_are_read_back(name: str, members: list[str]) -> None:
    location = Location(f"/nowhere/{name}", tuple(members))
    assert Location.parse(str(location)) == location
    str(location).encode("utf8")  # the store does not accept lone surrogates


@pytest.mark.parametrize(
    ("location", "text"),
    [
        (Location("/a/plan.pdf"), "/a/plan.pdf"),
        (Location("/a/pack.zip", ("in.zip", "b.md")), "/a/pack.zip!in.zip!b.md"),
        (Location("/a/Act now!.pdf"), json.dumps(["/a/Act now!.pdf"])),
    ],
)
def test_plain_names_keep_their_earlier_form(location: Location, text: str) -> None:
    assert str(location) == text


def test_what_earlier_releases_wrote_is_read_by_what_is_a_file(tmp_path: Path) -> None:
    path = tmp_path / "Act now!.zip"
    path.write_bytes(b"")
    assert Location.parse(f"{path}") == Location(str(path))
    assert Location.parse(f"{path}!b!.md") == Location(str(path), ("b", ".md"))
    assert Location.parse("/gone/pack.zip!b.md") == Location("/gone/pack.zip", ("b.md",))


@pytest.mark.parametrize("text", ["[", "[1, 2", "[]", "[" * 100_000, "", "/x\0!y"])
def test_no_text_is_too_odd(text: str) -> None:
    assert isinstance(Location.parse(text), Location)

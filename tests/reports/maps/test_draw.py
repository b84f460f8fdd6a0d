"""Maps: what is known is drawn and linked, what is not is hatched, and nothing is dropped."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest

from workingregions.corpus.errors import NotFoundError
from workingregions.reports.maps import MapPicture, Mark, chosen, draw_map, extent, standalone, tiles

SVG = "{http://www.w3.org/2000/svg}"
MARKS = [
    Mark(region="US-OH", value=0.5, text="Ohio: 50 %", href="/regions/US-OH?x=1&y=2"),
    Mark(region="US-PA", value=0.0, text="Pennsylvania: 0 %", href="/regions/US-PA", few=True),
    Mark(region="US-MI", value=None, text="Michigan: no document in English", href="/regions/US-MI"),
    Mark(region="Akron, OH", value=1.0, text='Akron <script>alert("x")</script>', href="/regions/Akron"),
    Mark(region="US", value=0.4, text="United States: 40 %", href="/regions/US"),
    Mark(region="GB-ESS", value=0.4, text="Essex: 40 %", href="/regions/GB-ESS"),
]


def drawn(kind: str = "share", ident: str = "US", level: str = "region") -> MapPicture:
    shares = kind == "share"
    marks = (
        MARKS
        if shares
        else [Mark(region=m.region, value=(m.value or 0) * 100, text=m.text, href=m.href) for m in MARKS]
    )
    return draw_map(
        extent(ident), level, marks, kind="share" if shares else "count", title="Title <b>",
        description="What & how", link="/regions/{}",
    )  # fmt: skip


def links(picture: MapPicture) -> dict[str, ElementTree.Element]:
    root = ElementTree.fromstring(picture.svg)
    return {a.attrib["href"]: a for a in root.iter(f"{SVG}a")}


def test_every_tile_is_a_link_and_unknown_ones_are_hatched() -> None:
    found = links(drawn())
    assert len([h for h in found if h.startswith("/regions/US-")]) == len(tiles(extent("US"), "region")) == 51
    for state in ("US-TX", "US-MI"):
        (path,) = found[f"/regions/{state}"].iter(f"{SVG}path")
        assert path.attrib["fill"] == "url(#map-hatch)"
    (ohio,) = found["/regions/US-OH?x=1&y=2"].iter(f"{SVG}path")
    assert "tone3" in ohio.attrib["class"]
    (zero,) = found["/regions/US-PA"].iter(f"{SVG}path")
    assert zero.attrib["class"] == "tile tone0 few"


def test_what_the_map_does_not_show_is_listed() -> None:
    picture = drawn()
    assert set(picture.shown) | set(picture.listed) == {m.region for m in MARKS}
    assert set(picture.listed) == {"US", "GB-ESS"}


def test_texts_of_documents_are_no_markup() -> None:
    picture = drawn()
    assert "<script" not in picture.svg
    assert "Akron <script>" in links(picture)["/regions/Akron"].attrib["aria-label"]
    assert "style=" not in picture.svg
    assert "<style" not in picture.svg


def test_the_area_of_a_circle_is_the_count() -> None:
    assert "GB-ESS" in drawn("count", "GB", "county").shown
    counts = {"a": ("US-OH", 80), "b": ("US-PA", 20)}
    given = [Mark(region=region, value=n, text=name, href=name) for name, (region, n) in counts.items()]
    half = draw_map(extent("US"), "region", given, kind="count", title="", description="", link="{}")
    one, other = (float(next(links(half)[h].iter(f"{SVG}circle")).attrib["r"]) for h in "ab")
    assert one / other == pytest.approx(2)


def test_a_file_has_its_own_colours_and_no_links() -> None:
    text = standalone(drawn(), "Title <b>")
    ElementTree.fromstring(text)
    assert "var(" not in text
    assert "<a " not in text
    assert "Title &lt;b&gt;" in text


def test_the_extent_is_where_the_documents_are() -> None:
    assert chosen({"GB": 9, "US": 1}) == "GB"
    assert chosen({"GB": 5, "DE": 4, "US": 1}) == "europe"
    assert chosen({"GB": 5, "US": 5}) == "world"
    assert chosen({}) == "world"
    with pytest.raises(NotFoundError):
        extent("ZZ")


def test_the_hatch_of_a_picture_is_defined_in_it() -> None:
    assert len(re.findall('id="map-hatch"', drawn().svg)) == 1

"""Places in passages: what is found, what it means, and what a document is about."""

from __future__ import annotations

import csv
import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workingregions.corpus.enums import InstitutionType, MentionKind
from workingregions.corpus.records import Document, Mention, Passage
from workingregions.nlp.gazetteer.gazetteer import Gazetteer
from workingregions.nlp.places.focus import focal_regions, passage_places
from workingregions.nlp.places.jurisdictions import jurisdiction
from workingregions.nlp.places.places import find_places
from workingregions.nlp.places.resolve import Toponym, resolve
from workingregions.nlp.tagger import tagger


def passages_of(texts: Sequence[str]) -> list[Passage]:
    return [
        Passage(id=f"p{n}", document="d", ordinal=n, pages=(1,), first_block=n, last_block=n, text=text)
        for n, text in enumerate(texts)
    ]


def institution(passage: Passage, name: str, kind: InstitutionType) -> Mention:
    start = passage.text.index(name)
    return Mention(
        id=f"{passage.id}-i{start}",
        document="d",
        passage=passage.id,
        page=1,
        start=start,
        end=start + len(name),
        kind=MentionKind.INSTITUTION,
        text=name,
        entity=name.casefold(),
        confidence=0.9,
        type=kind,
    )


def places(*texts: str, institutions: Sequence[str] = ()) -> dict[str, str]:
    """Return place names found in English texts, with what they mean."""
    passages = passages_of(texts)
    bodies = [
        institution(p, name, InstitutionType.OTHER)
        for p in passages
        for name in institutions
        if name in p.text
    ]
    found = find_places(tagger.read(texts), passages, bodies)
    return {mention.text: mention.place for mention in found}


def about(
    *texts: str, title: str = "", publisher: str = "", bodies: Sequence[Mention] = ()
) -> tuple[list[str], str]:
    """Return focal regions, heaviest first, and the jurisdiction."""
    passages = passages_of(texts)
    mentions = [*find_places(tagger.read(texts), passages, bodies), *bodies]
    document = Document(id="d", sha256="", path="d.pdf", title=title, publisher=publisher, language="en")
    focal = focal_regions(document, passages, mentions)
    assert not focal or sum(f.weight for f in focal) == pytest.approx(1.0, abs=0.01)
    return [f.region for f in focal], jurisdiction(document, focal, mentions)


@pytest.mark.parametrize(
    ("toponyms", "expected"),
    [
        ([Toponym("Springfield", ", Ohio, lost")], ["Springfield, OH"]),
        ([Toponym("Paris", ", Texas.")], ["Paris, TX"]),
        ([Toponym("Paris", " and")], ["geonames:2988507"]),
        ([Toponym("Fresno", ", Calif., has")], ["Fresno, CA"]),
        (
            [Toponym("Birmingham"), Toponym("Alabama"), Toponym("Mobile")],
            ["Birmingham, AL", "US-AL", "Mobile, AL"],
        ),
        ([Toponym("Birmingham"), Toponym("Coventry"), Toponym("Walsall")], ["geonames:2655603", None, None]),
        ([Toponym("Georgia"), Toponym("Atlanta"), Toponym("Alabama")], ["US-GA", "Atlanta, GA", "US-AL"]),
        ([Toponym("Georgia"), Toponym("Tbilisi"), Toponym("Armenia")], ["GE", None, "AM"]),
        ([Toponym("Cuyahoga County")], ["Cuyahoga County, OH"]),
        ([Toponym("southern Germany")], ["region:south-germany"]),
        ([Toponym("northern Ohio's")], ["region:northeast-ohio"]),
        ([Toponym("Scottish")], ["GB-SCT"]),
        ([Toponym("Xyzzyton")], [""]),
    ],
)
def test_names_are_resolved_in_context(toponyms: list[Toponym], expected: list[str | None]) -> None:
    found = [r.place.id if r.place else "" for r in resolve(toponyms)]
    assert [f for f, e in zip(found, expected, strict=True) if e is not None] == [
        e for e in expected if e is not None
    ]


def test_one_sense_a_document_unless_the_container_is_written() -> None:
    found = resolve(
        [Toponym("Dayton", ", Ohio,"), Toponym("Dayton", " is"), Toponym("Dayton", ", Tennessee,")]
    )
    assert [r.place.id for r in found if r.place] == ["Dayton, OH", "Dayton, OH", "Dayton, TN"]


def test_a_region_named_by_a_point_of_the_compass_needs_its_country() -> None:
    branch = [Toponym("Sunderland"), Toponym("Newcastle upon Tyne"), Toponym("Northern Region")]
    assert resolve(branch)[2].place is None
    abroad = [Toponym("Kampala"), Toponym("Gulu"), Toponym("Uganda"), Toponym("Northern Region")]
    found = resolve(abroad)[3].place
    assert found is not None
    assert found.country == "UG"


def test_a_place_inside_an_institution_is_not_a_place_mention() -> None:
    text = "The University of Essex opened a laboratory. Firms in Harlow were pleased."
    assert places(text, institutions=["University of Essex"]) == {"Harlow": "geonames:2647461"}


def test_persons_words_and_months_are_not_places() -> None:
    text = (
        "Reading the report in March, Mr Jackson said that Enterprise and Union matter. "
        "Deal with it, said George Washington. Of course, Mobile phones help us."
    )
    assert places(text) == {}


def test_named_regions_corridors_and_demonyms() -> None:
    text = (
        "Scottish firms, the Black Country, the Ruhr and the M11 corridor were compared with the Rust Belt."
    )
    assert places(text) == {
        "Scottish": "GB-SCT",
        "Black Country": "lep:black-country",
        "Ruhr": "region:ruhr",
        "M11 corridor": "region:m11-corridor",
        "Rust Belt": "region:rust-belt",
    }


def test_a_bare_town_is_known_by_the_company_it_keeps() -> None:
    def without_tagger(text: str) -> dict[str, str]:
        return {m.text: m.place for m in find_places([None], passages_of([text]), [])}

    assert without_tagger("Braintree makes windows.") == {}
    among = without_tagger(
        "Firms in Essex and in Chelmsford and in Colchester grew. Braintree makes windows."
    )
    assert Gazetteer.load().within(among["Braintree"], "GB-ESS")


def test_a_possessive_is_not_another_town() -> None:
    assert "Ford's" not in places(
        "Ford's engines are made in Ohio's plants, in Lima, Ohio, and in Cleveland."
    )
    assert places("Ohio's plants grew.") == {"Ohio": "US-OH"}


def test_short_names_need_capitals() -> None:
    assert places("It concerns us and the UK, the EU and the U.S. economy.") == {
        "UK": "GB",
        "EU": "EU",
        "U.S.": "US",
    }


def test_offsets_confidence_and_ids() -> None:
    text = "Manufacturing employment fell in Cleveland, Ohio, and in Michigan."
    passages = passages_of([text])
    found = find_places(tagger.read([text]), passages, [])
    assert [m.text for m in found] == ["Cleveland", "Ohio", "Michigan"]
    assert all(text[m.start : m.end] == m.text for m in found)
    assert all(0 < m.confidence <= 1 and m.kind is MentionKind.PLACE and m.place == m.entity for m in found)
    assert len({m.id for m in found}) == 3
    assert passage_places(passages[0], found) == ("Cleveland, OH", "US-MI", "US-OH")


def test_other_languages_get_the_names_that_are_safe() -> None:
    text = "Die Industrie in Bayern und in der Slowakei wächst; Essen und Trinken sind gut, auch in Polen."
    passages = passages_of([text])
    found = find_places([None], passages, [], language="de")
    assert {m.place for m in found} >= {"DE-BY", "SK", "PL"}
    assert not {m.text for m in found} & {"Die", "Industrie", "Trinken"}


def test_a_report_on_ohios_cities_is_about_ohio() -> None:
    regions, country = about(
        "Plants closed in Youngstown and Dayton, Ohio.",
        "Toledo and Akron kept their suppliers, as did Canton, Ohio.",
        "Cleveland has a manufacturing network. Dayton, Ohio, trains machinists.",
        "Columbus and Cincinnati grew; Toledo did not.",
    )
    assert regions[0] == "US-OH"
    assert country == "US"


def test_a_report_on_many_states_is_about_the_country() -> None:
    regions, country = about(
        "Employment in Ohio, Texas and Georgia grew.",
        "California, Michigan and Indiana have similar programs, as do Oregon and Maine.",
        "Alabama and South Carolina attract plants; Kansas and Iowa follow.",
    )
    assert regions == ["US"]
    assert country == "US"


def test_title_counts_and_addresses_do_not() -> None:
    regions, _ = about(
        "The county council will invest in skills in Chelmsford.",
        "Published in London. Tel: 020 7946 0000, 12 Park Street, London W1K 2HX",
        title="An industrial strategy for Essex",
    )
    assert regions == ["GB-ESS"]


def test_government_bodies_indicate_the_region_and_universities_do_not() -> None:
    texts = ["Kent County Council met.", "Kent County Council and the University of York signed."]
    passages = passages_of(texts)
    bodies = [institution(p, "Kent County Council", InstitutionType.GOVERNMENT_LOCAL) for p in passages]
    bodies.append(institution(passages[1], "University of York", InstitutionType.UNIVERSITY))
    regions, country = about(*texts, bodies=bodies)
    assert regions[0] == "GB-KEN"
    assert not any("York" in Gazetteer.load().name(region) for region in regions)
    assert country == "GB"


COMES_FROM_ABROAD = (
    "The plant in Akron belongs to a supplier headquartered in Stuttgart.",
    "Ohio pays half of the training. The Stuttgart-based firm pays the rest.",
    "Canton and Akron share one training centre.",
    "Managers from the parent company in Stuttgart visit Canton twice a year.",
    "Ohio wants forty apprentices more.",
)


def test_a_town_abroad_that_a_firm_comes_from_is_not_a_focal_region() -> None:
    regions, whose = about(*COMES_FROM_ABROAD)
    assert regions[0] == "US-OH"
    assert not any("Stuttgart" in Gazetteer.load().name(region) for region in regions)
    assert whose == "US"


def test_a_text_of_a_county_council_is_about_the_county_even_where_it_hardly_names_it() -> None:
    texts = ("The grant paid for new benches.", "The scheme supports firms across the United Kingdom.")
    assert about(*texts, publisher="Essex County Council")[0][0] == "GB-ESS"
    assert about(*texts, publisher="Essex Motors Ltd")[0] == ["GB"]
    # What the text itself is about weighs more.
    dutch = (
        "Rotterdam trains welders.",
        "The port of Rotterdam pays.",
        "Delft and Rotterdam share a school.",
    )
    assert about(*dutch, title="Welders in Rotterdam", publisher="Essex County Council")[0][0] != "GB-ESS"


def test_a_town_abroad_in_the_title_stays_focal() -> None:
    regions, _ = about(*COMES_FROM_ABROAD, title="What Akron learned from Stuttgart")
    assert any("Stuttgart" in Gazetteer.load().name(region) for region in regions)


def test_a_northern_region_does_not_indicate_a_country() -> None:
    texts = ("The council of Gateshead and the union met in Sunderland.", "Sunderland has two yards.")
    assert about(*texts, publisher="General Metalworkers' Union, Northern Region")[1] == "GB"


def test_the_publisher_decides_the_jurisdiction() -> None:
    texts = ("Exports to Poland rose.", "Poland invests more, and Polish firms create jobs.")
    regions, country = about(*texts, title="Fact sheet: Poland", publisher="U.S. Department of Commerce")
    assert regions[0] == "PL"
    assert country == "US"


def test_nothing_named_gives_nothing() -> None:
    assert about("The machine was repaired.") == ([], "")
    assert find_places([], [], []) == []


@pytest.mark.parametrize(
    "odd",
    [
        "",
        "\x00\x01\x02",
        "1234567890 " * 500,
        "Мануфактура " * 300,
        "A" * 20_000,
        "Of The And " * 2000,
        "製造業" * 500,
    ],
)
def test_a_place_is_found_after_odd_text_too(odd: str) -> None:
    text = f"{odd}\n\nThe factory is near Sheffield."
    passages = passages_of([text])
    for language, doc in (("en", tagger.read([text])[0]), ("xx", None)):
        found = find_places([doc], passages, [], language=language)
        assert [text[m.start : m.end] for m in found] == [m.text for m in found] == ["Sheffield"]


@settings(max_examples=40, deadline=None)
@given(st.lists(st.sampled_from(["Paris", "London", "Ohio", "Texas", "Georgia", "Essex", "Qwx"]), max_size=8))
def test_resolution_does_not_depend_on_the_order_of_names(names: list[str]) -> None:
    one = {
        n: r.place.id if r.place else ""
        for n, r in zip(names, resolve([Toponym(n) for n in names]), strict=True)
    }
    back = names[::-1]
    two = {
        n: r.place.id if r.place else ""
        for n, r in zip(back, resolve([Toponym(n) for n in back]), strict=True)
    }
    assert one == two


@pytest.mark.shared
def test_toponyms_of_local_news_are_placed_as_in_the_benchmark(shared: Path) -> None:
    path = shared / "bench" / "geoparsing" / "trnews.jsonl"
    right = total = 0
    for line in path.read_text(encoding="utf-8").strip().split("\n"):
        row = json.loads(line)
        given = [Toponym(t["text"], row["text"][t["end"] : t["end"] + 40]) for t in row["toponyms"]]
        for gold, found in zip(row["toponyms"], resolve(given), strict=True):
            if gold["geonameid"]:
                total += 1
                right += found.place is not None and f"geonames:{gold['geonameid']}" in (
                    found.place.id,
                    *found.place.codes,
                )
    assert right / total >= 0.80


@pytest.mark.parametrize(
    ("title", "region"),
    [
        ("Essex Skills Strategy 2015", "GB-ESS"),
        ("ADVANCED MANUFACTURING IN ESSEX", "GB-ESS"),
        ("Mills of the Mahoning Valley: a Plan for Ohio", "US-OH"),
        ("Smart specialisation in the Basque Country", "ES-PV"),
        ("Ten years of making things", ""),
    ],
)
def test_a_title_alone_indicates_the_region(title: str, region: str) -> None:
    document = Document(id="d", sha256="", path="x.pdf", title=title)
    found = [f.region for f in focal_regions(document, [], [])][:2]
    assert region in found if region else found == []


@pytest.mark.shared
def test_titles_alone_indicate_the_country_of_most_essex_documents(shared: Path) -> None:
    with (shared / "documents" / "manifest.csv").open(encoding="utf-8", newline="") as lines:
        rows = [row for row in csv.DictReader(lines) if "Essex" in row["title"]]
    assert len(rows) > 5
    for row in rows:
        document = Document(id="d", sha256="", path=row["file"], title=row["title"])
        assert "GB-ESS" in [f.region for f in focal_regions(document, [], [])][:2], row["title"]
    assert Gazetteer.load().within("GB-ESS", "GB")


@pytest.mark.parametrize(
    ("others", "found"),
    [
        ((), None),
        (("Akron", "Cleveland", "Ohio"), "Franklin County, OH"),
        (("Tacoma", "Seattle"), "Franklin County, WA"),
    ],
)
def test_a_county_of_many_states_needs_its_state_in_the_text(
    others: tuple[str, ...], found: str | None
) -> None:
    place = resolve([Toponym("Franklin County"), *map(Toponym, others)])[0].place
    assert (place.id if place else None) == found


def test_the_seat_in_a_bodys_name_is_no_place_where_bodies_are_not_read() -> None:
    texts = ["Das DIW Berlin und die Universität Köln zählen. Die Firmen in Hamburg wachsen."]
    found = find_places([None], passages_of(texts), (), language="de")
    assert [m.text for m in found] == ["Hamburg"]

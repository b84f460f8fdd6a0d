"""What a document is about, from mentions alone: weights, the hierarchy, and whose policy it is."""

from __future__ import annotations

from dataclasses import replace

from workingregions.corpus.enums import InstitutionType, MentionKind, Voice
from workingregions.corpus.records import Document, Mention, Passage, RegionWeight
from workingregions.nlp.gazetteer import Gazetteer
from workingregions.nlp.places.evidence import focal_evidence
from workingregions.nlp.places.focus import focal_regions, passage_places
from workingregions.nlp.places.jurisdictions import jurisdiction

OHIO, MICHIGAN, TEXAS = "US-OH", "US-MI", "US-TX"


def passage(number: int, text: str, *section: str, voice: Voice = Voice.BODY) -> Passage:
    return Passage(
        id=f"p{number}",
        document="d",
        ordinal=number,
        pages=(1,),
        first_block=number,
        last_block=number,
        text=text,
        section=section,
        voice=voice,
    )


def mention(
    of: Passage, name: str, place: str = "", *, counted: bool = True, kind: MentionKind = MentionKind.PLACE
) -> Mention:
    start = of.text.index(name)
    return Mention(
        id=f"{of.id}-{start}",
        document="d",
        passage=of.id,
        page=1,
        start=start,
        end=start + len(name),
        kind=kind,
        text=name,
        entity=name.casefold(),
        confidence=1.0,
        type=InstitutionType.GOVERNMENT_NATIONAL if kind is MentionKind.INSTITUTION else None,
        place=place,
        counted=counted,
    )


def document(title: str = "", publisher: str = "", language: str = "") -> Document:
    return Document(id="d", sha256="", path="d.pdf", title=title, publisher=publisher, language=language)


def focus(passages: list[Passage], mentions: list[Mention], title: str = "") -> dict[str, float]:
    return {r.region: r.weight for r in focal_regions(document(title), passages, mentions)}


def test_the_places_of_a_passage_are_those_it_names_each_as_often() -> None:
    one, two = passage(0, "Texas, then Ohio, then Texas"), passage(1, "Michigan")
    mentions = [mention(one, "Texas", TEXAS), mention(one, "Ohio", OHIO), mention(two, "Michigan", MICHIGAN)]
    assert passage_places(one, [*mentions, mentions[0]]) == (OHIO, TEXAS, TEXAS)
    assert passage_places(two, []) == ()


def test_weights_sum_to_one_and_the_most_named_region_leads() -> None:
    passages = [passage(n, "Ohio grows.") for n in range(6)] + [passage(9, "Michigan too.")]
    mentions = [mention(p, p.text.split()[0], OHIO if "Ohio" in p.text else MICHIGAN) for p in passages]
    found = focus(passages, mentions)
    assert next(iter(found)) == OHIO
    assert abs(sum(found.values()) - 1) < 0.01


def test_cities_of_one_state_are_about_the_state_or_country_and_not_one_of_them() -> None:
    names = {"Toledo": "Toledo, OH", "Akron": "Akron, OH", "Dayton": "Dayton, OH", "Canton": "Canton, OH"}
    gazetteer = Gazetteer.load()
    passages = [passage(n, f"{name} grows.") for n, name in enumerate(names)]
    mentions = [mention(p, p.text.split()[0], gazetteer.find(names[p.text.split()[0]]).id) for p in passages]
    assert list(focus(passages, mentions)) == [OHIO]


def test_many_namings_in_one_passage_weigh_less_than_one_in_each_of_many() -> None:
    table = passage(0, "Texas " * 20)
    first = mention(table, "Texas", TEXAS)
    in_table = [replace(first, id=f"t{i}", start=i, end=i + 5) for i in range(0, len(table.text), 6)]
    prose = [passage(n, "Ohio grows.") for n in range(1, 11)]
    found = focus([table, *prose], [*in_table, *(mention(p, "Ohio", OHIO) for p in prose)])
    assert next(iter(found)) == OHIO


def test_reference_lists_and_what_does_not_count_are_left_out() -> None:
    prose, cited = passage(0, "Ohio grows."), passage(1, "Texas: a history.", voice=Voice.REFERENCE)
    header = passage(2, "Michigan")
    mentions = [
        mention(prose, "Ohio", OHIO),
        mention(cited, "Texas", TEXAS),
        mention(header, "Michigan", MICHIGAN, counted=False),
    ]
    assert list(focus([prose, cited, header], mentions)) == [OHIO]


def test_places_of_footnotes_and_citations_are_nobodys_subject() -> None:
    prose = passage(0, "The yards grow (Houston, TX: Rice Press).")
    notes = [passage(n, "3 Battelle, Columbus, OH, 2012.", voice=Voice.FOOTNOTE) for n in range(1, 9)]
    cited = replace(mention(prose, "Houston, TX", TEXAS), voice=Voice.CITATION)
    named = [replace(mention(n, "Columbus, OH", OHIO), voice=n.voice) for n in notes]
    assert focus([prose, *notes], [cited, *named]) == {}
    assert passage_places(prose, [cited]) == passage_places(notes[0], named) == ()


def test_a_title_outweighs_namings_in_passing() -> None:
    passages = [passage(n, "Michigan grows.") for n in range(2)]
    mentions = [mention(p, "Michigan", MICHIGAN) for p in passages]
    assert next(iter(focus(passages, mentions, title="A strategy for Ohio"))) == OHIO


def test_where_a_firm_comes_from_is_not_what_the_text_is_about() -> None:
    passages = [passage(n, "Ohio grows.") for n in range(3)]
    passages.append(passage(9, "A supplier based in Munich opened a plant."))
    munich = Gazetteer.load().find("Munich").id
    mentions = [mention(p, "Ohio", OHIO) for p in passages[:3]] + [mention(passages[3], "Munich", munich)]
    assert list(focus(passages, mentions)) == [OHIO]


def test_nothing_named_is_nothing_and_no_country() -> None:
    assert focus([passage(0, "Growth.")], []) == {}
    assert jurisdiction(document(), [], []) == ""


def test_the_publisher_decides_whose_policy_it_is() -> None:
    focal = [RegionWeight(region=OHIO, name="Ohio", weight=1.0)]
    assert jurisdiction(document(), focal, []) == "US"
    assert jurisdiction(document(publisher="Ministry of Economy of Finland"), focal, []) == "FI"
    europe = [RegionWeight(region="EU", name="European Union", weight=1.0)]
    assert jurisdiction(document(), europe, []) == "EU"


def test_a_focal_region_shows_how_often_and_where_the_text_names_it_first() -> None:
    one, two = passage(0, "Cleveland hired moulders."), passage(1, "Ohio trains them, and Ohio pays.")
    cited = passage(2, "Ohio Press", voice=Voice.CITATION)
    mentions = [
        mention(one, "Cleveland", "Cleveland, OH"),
        mention(two, "Ohio", OHIO),
        replace(mention(cited, "Ohio", OHIO), voice=Voice.CITATION),
    ]
    focal = [
        RegionWeight(region=OHIO, name="Ohio", weight=0.8),
        RegionWeight(region="FI", name="Finland", weight=0.2),
    ]
    ohio, finland = focal_evidence(focal, [one, two, cited], mentions)
    assert (ohio.value, ohio.rule, ohio.confidence, ohio.page) == ("Ohio", "named 2 times", 0.8, 1)
    assert ohio.quote == two.text
    assert (finland.page, finland.quote) == (None, "")


def test_a_senate_is_that_of_the_country_the_text_names() -> None:
    text = "The Senate and the federal government of Australia met."
    passages = [passage(n, text) for n in range(6)]
    assert list(focus(passages, [mention(p, "Australia", "AU") for p in passages])) == ["AU"]
    assert list(focus([passage(n, "The Senate and Congress met.") for n in range(6)], [])) == ["US"]


def test_what_a_title_counters_is_not_its_subject() -> None:
    passages = [passage(n, "Ohio grows.") for n in range(2)]
    mentions = [mention(p, "Ohio", OHIO) for p in passages]
    assert "CN" not in focus(passages, mentions, title="A law to create jobs and counter China")

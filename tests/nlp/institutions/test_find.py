"""Institutions: what names one, where the name ends, of what kind it is, and what does not name one."""

from __future__ import annotations

import pytest

from tests.nlp.documents import bundle, from_blocks
from workingregions.corpus.enums import BlockKind, InstitutionType, Scale
from workingregions.corpus.records import Block, Mention
from workingregions.nlp.institutions.find import (
    _all_spans,
    _DocumentName,
    _DocumentNames,
    _said,
    find_institutions,
)
from workingregions.nlp.institutions.types import classify, government_of
from workingregions.nlp.institutions.words import NameSpan
from workingregions.nlp.tagger import tagger

T, S = InstitutionType, Scale


def found(*paragraphs: str) -> list[Mention]:
    passages = bundle(*paragraphs).passages
    return find_institutions(tagger.read([p.text for p in passages]), passages)


def names(*paragraphs: str) -> list[str]:
    return [m.text for m in found(*paragraphs) if m.counted]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Money came from Lancashire County Council and the University of Leeds.",
            ["Lancashire County Council", "University of Leeds"],
        ),
        (
            "The Department for Business, Innovation and Skills paid.",
            ["Department for Business, Innovation and Skills"],
        ),
        (
            "The Ministry of Trade and Industry met Harker Forge Ltd.",
            ["Ministry of Trade and Industry", "Harker Forge Ltd."],
        ),
        (
            "West Riding College of Further and Higher Education opened.",
            ["West Riding College of Further and Higher Education"],
        ),
        (
            "The Department of Commerce's Economic Development Administration leads.",
            ["Department of Commerce", "Economic Development Administration"],
        ),
        (
            "Companies such as Zorvane, Kelmotec and Brandt Castings moved in.",
            ["Zorvane", "Kelmotec", "Brandt Castings"],
        ),
    ],
)
def test_boundaries(text: str, expected: list[str]) -> None:
    assert names(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "The Small Business Jobs Act and the Localism Bill became law in 2011.",
        "Business Schools and Community Colleges should work together.",
        "The Regional Growth Strategy and the Skills Action Plan end in March 2020.",
        "Chapter 4 Regional Innovation Systems and Industrial Policy",
        "Clusters matter (Porter, 1998; Goodwin & Heath, 2016).",
        "GDP, GVA and FDI rose while SMEs struggled.",
        "",
        "1234 5678 90",
        "Производство выросло на десять процентов",
    ],
)
def test_what_is_not_an_institution(text: str) -> None:
    assert names(text) == []


def test_coordinated_names_are_given_in_full() -> None:
    mentions = found(
        "We thank the Departments of Commerce and Labor and the universities of Leeds and Sheffield."
    )
    assert [m.entity for m in mentions] == [
        "department of commerce",
        "department of labor",
        "university of leeds",
        "university of sheffield",
    ]


def test_acronym_joins_its_long_form_everywhere() -> None:
    mentions = found(
        "The Northern Forging Federation (NFF) met in May.",
        "Later the NFF asked for help. NFF members agreed.",
    )
    assert {m.entity for m in mentions} == {"northern forging federation"}
    assert [m.text for m in mentions] == ["Northern Forging Federation", "NFF", "NFF", "NFF"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # Firms called after two people, and those of the table.
        (
            "Marks and Spencer, Smith and Nephew and Calder and Marsh plc sit on the board.",
            ["Marks and Spencer", "Smith and Nephew", "Calder and Marsh plc"],
        ),
        ("The prize was paid by Ashdown & Sons and by Harker Forge.", ["Ashdown & Sons", "Harker Forge"]),
        # Campuses, but not addresses.
        (
            "The University of California, Merced works with Purdue University Fort Wayne.",
            ["University of California, Merced", "Purdue University Fort Wayne"],
        ),
        ("She is at Ohio State University, Columbus, Ohio.", ["Ohio State University"]),
        # Names that go on after a bracket, or on the next line.
        ("Calder Pumps (UK) Ltd was founded in 1962.", ["Calder Pumps (UK) Ltd"]),
        ("The Ministry of\nEducation met.", ["Ministry of\nEducation"]),
        # Bodies of a kind, named as a class.
        (
            "LEPs replaced the Regional Development Agencies; combined authorities came later.",
            ["LEPs", "Regional Development Agencies", "combined authorities"],
        ),
        # A city before the name of its body.
        ("The Humber Board works with Rotherham's Tooling Institute.", ["Humber Board", "Tooling Institute"]),
        # A known name in the capitals of a heading.
        ("EUROSTAT\nThe figures are of 2012.", ["EUROSTAT"]),
    ],
)
def test_where_a_name_ends(text: str, expected: list[str]) -> None:
    assert names(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "The Administrative Officer for Research signs the form.",
        "Kohl S, Loo LS. The role of dies. J Mater Process 2007;117:1558-65.",
        "| Brand | Price |\n| --- | --- |\n| Torvo | 119 |\n| Kestrel | 98 |\n| Dunmore | 143 |",
        "Medicare pays for the visit.",
        "UNTEO STATSS DEPARTMENT OF COMMERCS",
        "The plant is in Southfield, MI, near the lake.",
        "The TPP and the TTIP are discussed; he holds an OBE and a BTEC.",
    ],
)
def test_posts_authors_brands_and_programmes_are_not_institutions(text: str) -> None:
    assert names(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "LIST (Luxembourg Institute of Science and Technology) led the work. LIST was paid.",
        "BIS (Department for Business, Innovation and Skills) paid. BIS left.",
        "The Tees Skills Board [TSB] met. TSB gave a grant.",
        "Statistics Finland (Tilastokeskus) published it. Later Tilastokeskus and others met.",
        "The Sächsische Aufbaubank (Saxon Development Bank) lends. The Saxon Development Bank is old.",
    ],
)
def test_an_alias_in_brackets_is_the_same_institution(text: str) -> None:
    mentions = found(text)
    assert len(mentions) == 3
    assert len({m.entity for m in mentions}) == 1


def test_an_acronym_belongs_to_the_body_that_the_text_names() -> None:
    mentions = found(
        "The Economic Development Corporation of Lorain and the Economic Development Corporation of Wayne "
        "County met. EDC of Lorain funds Lorain County Community College."
    )
    entities = {m.text: m.entity for m in mentions}
    assert entities["EDC of Lorain"] == entities["Economic Development Corporation of Lorain"]
    assert entities["EDC of Lorain"] != entities["Economic Development Corporation of Wayne County"]
    assert "export development canada" not in entities.values()


def test_a_university_of_a_topic_is_not_the_university_of_the_city() -> None:
    mentions = found("Hamburg University and the Hamburg University of Technology met.")
    assert len({m.entity for m in mentions}) == 2


def test_one_occurrence_of_many_does_not_make_a_name() -> None:
    place = NameSpan(0, 5, "model", 0.03)
    spans = [[NameSpan(0, 5, "model", 0.6)], *([place] for _ in range(20))]
    assert _said(["Karel"] * 21, spans)["Karel"] < 0.1


@pytest.mark.parametrize(
    ("text", "scale"),
    [
        ("Zorvane Ltd is a global electronics company.", S.SUPRANATIONAL),
        ("The visit to the world's largest pump maker Zorvane Ltd was short.", S.SUPRANATIONAL),
        ("Zorvane Ltd, a local firm, makes pumps.", S.LOCAL),
        ("Zorvane Ltd makes pumps for the global market.", S.UNKNOWN),
    ],
)
def test_a_firm_has_the_scale_of_its_activity_where_that_is_said(text: str, scale: S) -> None:
    assert [m.scale for m in found(text)] == [scale]


def test_short_form_is_a_mention_that_does_not_count() -> None:
    mentions = found("The Humber Growth Partnership was set up in 2011. The Partnership owns two sites.")
    assert [(m.text, m.counted) for m in mentions] == [
        ("Humber Growth Partnership", True),
        ("Partnership", False),
    ]
    assert len({m.entity for m in mentions}) == 1


def test_law_named_after_an_institution_is_not_a_mention_of_it() -> None:
    assert "EU" not in names("The EU Withdrawal Act passed.")
    assert "EU" in names("The EU agreed to the plan.")


def test_references_do_not_count() -> None:
    passages = bundle("Lancashire County Council (2010) A Plan. Preston.", kind=BlockKind.REFERENCE).passages
    mentions = find_institutions(tagger.read([p.text for p in passages]), passages)
    assert mentions
    assert not any(m.counted for m in mentions)


def test_table_column_headed_company() -> None:
    rows = (("Company", "Jobs"), ("Zorvane", "12"), ("Quellmark", "30"), ("Ostrava Klee", "7"))
    text = "\n".join(f"| {a} | {b} |" for a, b in (rows[0], ("---", "---"), *rows[1:]))
    table = Block(ordinal=0, page=1, kind=BlockKind.TABLE, text=text, document="d", cells=rows)
    passages = from_blocks(table).passages
    mentions = find_institutions(tagger.read([p.text for p in passages]), passages)
    assert [m.text for m in mentions] == ["Zorvane", "Quellmark", "Ostrava Klee"]


@pytest.mark.parametrize(
    ("name", "kind", "scale"),
    [
        ("Lancashire County Council", T.GOVERNMENT_LOCAL, S.LOCAL),
        ("Department of Commerce", T.GOVERNMENT_NATIONAL, S.NATIONAL),
        ("Ohio Department of Development", T.GOVERNMENT_REGIONAL, S.REGIONAL),
        ("European Commission", T.GOVERNMENT_SUPRANATIONAL, S.SUPRANATIONAL),
        ("University of Leeds", T.UNIVERSITY, S.REGIONAL),
        ("Preston College", T.TRAINING_PROVIDER, S.LOCAL),
        ("North East Local Enterprise Partnership", T.DEVELOPMENT_AGENCY, S.LOCAL),
        ("Monroe County Workforce Development Board", T.LABOUR_INTERMEDIARY, S.LOCAL),
        ("British Chambers of Commerce", T.INDUSTRY_ASSOCIATION, S.NATIONAL),
        ("Zernike Institute for Advanced Materials", T.RESEARCH_ORGANISATION, S.NATIONAL),
        ("Harker Forge GmbH", T.FIRM, S.UNKNOWN),
        ("European Investment Bank", T.FINANCE, S.SUPRANATIONAL),
        ("National Union of Mineworkers", T.UNION, S.NATIONAL),
        ("Nameless", T.FIRM, S.UNKNOWN),
        # A town in the name comes before a topic.
        ("Rotterdam Europe Forum", T.OTHER, S.LOCAL),
        ("Detroit International Exchange", T.FINANCE, S.LOCAL),
        ("Swedish International Development Agency", T.DEVELOPMENT_AGENCY, S.NATIONAL),
        ("Organization for International Investment", T.INDUSTRY_ASSOCIATION, S.NATIONAL),
        ("American Association of Community Colleges", T.INDUSTRY_ASSOCIATION, S.NATIONAL),
        ("Wolverhampton Partnership", T.DEVELOPMENT_AGENCY, S.LOCAL),
    ],
)
def test_type_and_scale(name: str, kind: T, scale: S) -> None:
    assert classify(name) == (kind, scale)


def test_hostile_text_is_read_in_bounded_time() -> None:
    assert isinstance(names("word " * 10_000), list)
    assert isinstance(names("Council of " * 3_000), list)
    assert isinstance(names("\x00\x01\ufffd" * 500), list)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Gateshead", (InstitutionType.GOVERNMENT_LOCAL, Scale.LOCAL)),
        ("Ohio", (InstitutionType.GOVERNMENT_REGIONAL, Scale.REGIONAL)),
        ("Orange", None),
        ("Toyota", None),
        ("Ford", None),
        ("Hylton Cells", None),
    ],
)
def test_an_area_that_acts_is_its_government_and_a_town_mostly_a_firm(
    name: str, expected: tuple[InstitutionType, Scale] | None
) -> None:
    assert government_of(name) == expected


def test_a_part_of_a_name_gives_way_to_the_whole_name_of_the_document() -> None:
    text = "Prepared for the Wearmouth Land and Port Commission in May."
    whole, part = "Wearmouth Land and Port Commission", "Port Commission"

    def names_at(sure: float) -> list[str]:
        start = text.index(part)
        proposed = [NameSpan(start, start + len(part), "model", 0.66)]
        keys = {form: form.casefold() for form in (whole, part)}
        names = {k: _DocumentName(k, InstitutionType.OTHER, Scale.LOCAL, sure) for k in keys.values()}
        index = _DocumentNames(names, {whole: (keys[whole], sure), part: (keys[part], 0.66)}, {})
        return [text[start:end] for start, end, _, _ in _all_spans(text, proposed, index)]

    assert names_at(0.9) == [whole]
    assert names_at(0.5) == [part]

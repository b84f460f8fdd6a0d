"""The description of documents, on layouts made by hand."""

from __future__ import annotations

import csv
import dataclasses
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workingregions.corpus.enums import BlockKind, DocumentType
from workingregions.corpus.records import Block, Box, Document, MetadataValue, Page, Parsed, Span
from workingregions.ingest.metadata.description import Description, describe
from workingregions.ingest.metadata.organisations import is_firm, is_public
from workingregions.ingest.metadata.vote import vote
from workingregions.ingest.pdf.properties import pdf_hints
from workingregions.ingest.read import read
from workingregions.ingest.text.strings import cased

LATEST = 2027
PROSE = (
    "The regional government and its partners fund skills and innovation programmes for manufacturing firms. "
    "They expect the policy to raise employment in the county and to bring investment to older towns. "
)

Row = tuple[str, float] | tuple[str, float, BlockKind]


def pages(*contents: list[Row], hints: tuple[MetadataValue, ...] = (), wide: bool = False) -> Parsed:
    """Return a file whose pages hold lines of (text, type size[, kind]) from top to bottom."""
    blocks: list[Block] = []
    for number, rows in enumerate(contents, 1):
        y = 60.0
        for row in rows:
            text, size = row[0], row[1]
            kind = row[2] if len(row) == 3 else BlockKind.HEADING if size > 11 else BlockKind.PARAGRAPH
            box = Box(60, y, 400, y + size)
            blocks.append(
                Block(
                    ordinal=len(blocks),
                    page=number,
                    kind=kind,
                    text=text,
                    box=box,
                    level=int(kind is BlockKind.HEADING),
                    spans=(Span(start=0, end=len(text), page=number, box=box),),
                )
            )
            y += 1.5 * size
    size = (720.0, 540.0) if wide else (595.0, 842.0)
    made = tuple(Page(number=n, width=size[0], height=size[1]) for n in range(1, len(contents) + 1))
    return Parsed(pages=made, blocks=tuple(blocks), hints=hints)


def said(parsed: Parsed, name: str = "file.pdf", **more: object) -> Description:
    return describe(parsed, name=name, latest=LATEST, **more)  # type: ignore[arg-type]


def prose(count: int = 6) -> list[Row]:
    return [(PROSE, 10) for _ in range(count)]


def test_a_policy_cover_gives_title_subtitle_body_date_and_type() -> None:
    found = said(
        pages(
            [
                ("Wessex County Council", 10),
                ("Making and Mending", 28),
                ("An industrial strategy for the county", 16),
                ("March 2014", 10),
            ],
            [("Introduction", 14), *prose()],
            [("What we will do", 14), *prose(), ("www.wessex.gov.uk", 10)],
        )
    )
    assert found.title == "Making and Mending: An industrial strategy for the county"
    assert (found.year, found.date) == (2014, "2014-03")
    assert found.publisher == "Wessex County Council"
    assert (found.type, found.genre, found.language) == (DocumentType.STRATEGY, "policy", "en")


def test_a_journal_article_is_read_with_authors_doi_and_journal() -> None:
    found = said(
        pages(
            [
                ("Journal of Towns, 2011, Vol. 12(3) 42-60", 8, BlockKind.HEADER),
                ("Original article", 9),
                ("Who governs the foundries?", 20),
                ("Brokers in two valleys", 20),
                ("Ann B. Miller and Jürgen Köhler", 12, BlockKind.PARAGRAPH),
                ("University of Wessex, UK", 9),
                ("Abstract: " + PROSE, 10),
                ("Keywords: foundries; governance", 10),
                ("DOI: 10.1177/0123456789", 8),
            ],
            [*prose(40), ("Journal of Towns, 2011, Vol. 12(3) 42-60", 8, BlockKind.HEADER)],
            [
                ("References", 12),
                *[
                    (f"Smith J (200{n}) A study of towns and work. Town Papers 3(1): 1-9.", 10)
                    for n in range(9)
                ],
            ],
        )
    )
    assert found.title == "Who governs the foundries? Brokers in two valleys"
    assert found.authors == ("Ann B. Miller", "Jürgen Köhler")
    assert found.year == 2011
    assert (found.type, found.genre) == (DocumentType.ARTICLE, "scholarly")
    assert found.publisher == "SAGE"
    assert found.identifiers == ("doi:10.1177/0123456789",)


def test_a_repository_cover_sheet_gives_way_to_its_citation() -> None:
    sheet: list[Row] = [
        ("Wessex Research Portal", 24),
        (
            "Please cite this article as: Miller, A. (2009). Mills without masters. Towns, 4(2), 1-9.",
            10,
        ),
        ("Terms of use: see the licence", 9),
    ]
    found = said(pages(sheet, [("Mills without masters", 18), *prose()]))
    assert found.title == "Mills without masters"
    assert found.year == 2009
    assert found.authors == ("Miller, A.",)


@pytest.mark.parametrize(
    "junk", ["Microsoft Word - plan_v3.doc", "untitled", "Slide 1", "PowerPoint Presentation"]
)
def test_junk_in_the_title_property_never_wins(junk: str) -> None:
    found = said(pages([("A plan for the mills", 20), *prose()], hints=pdf_hints({"Title": junk})))
    assert found.title == "A plan for the mills"
    assert junk not in {value.value for value in found.metadata}


def test_a_title_property_that_the_page_repeats_makes_the_title_surer() -> None:
    without = said(pages([("A plan for the mills", 20), *prose()]))
    with_hint = said(
        pages([("A plan for the mills", 20), *prose()], hints=pdf_hints({"Title": "A Plan for the Mills"}))
    )
    assert with_hint.metadata[0].confidence > without.metadata[0].confidence
    assert "properties: Title" in with_hint.metadata[0].rule


def test_front_matter_wins_over_the_page() -> None:
    hints = (
        MetadataValue(field="title", value="Remarks on steel", rule="front matter: title", confidence=0.95),
        MetadataValue(field="date", value="2021-02-24", rule="front matter: date", confidence=0.9),
    )
    block = Block(ordinal=0, page=1, kind=BlockKind.PARAGRAPH, text="Thank you all. " + PROSE)
    parsed = Parsed(pages=(Page(number=1, width=0, height=0),), blocks=(block,), hints=hints)
    found = said(parsed, "2020-01-01-remarks.md")
    assert (found.title, found.date, found.type) == ("Remarks on steel", "2021-02-24", DocumentType.SPEECH)


def test_the_day_a_file_was_made_bounds_an_announced_event_and_cited_years_bound_from_below() -> None:
    event: list[Row] = [("World Fair of Mills 2016", 22), ("April 24-29, 2016", 12), *prose()]
    made = pdf_hints({"CreationDate": "D:20151105120000Z", "Creator": "Microsoft PowerPoint"})
    assert said(pages(event, hints=made)).year == 2015
    citing: list[Row] = [("References", 12), *[("Lee, A. (2012). Towns. Town Papers, 2, 1-9.", 10)] * 3]
    assert said(pages([("Mills since 1996", 20), ("1996", 10), *prose()], citing, hints=made)).year != 1996


def test_goals_and_table_heads_are_no_dates() -> None:
    rows: list[Row] = [
        ("Fit for work by 2030", 22),
        *[(str(year), 9) for year in (2009, 2010, 2011, 2012)],
        *prose(),
    ]
    assert said(pages(rows)).year is None


def test_a_firms_slides_are_other_and_a_public_bodys_are_policy() -> None:
    def deck(body: str) -> Parsed:
        return pages(
            [("Making things here", 30), ("Jane Roe, Director", 14), (body, 14)],
            [("Our plants", 28), ("We make parts in four towns and ship them to customers.", 12)] * 2,
            wide=True,
        )

    assert said(deck("Roe Turbines Ltd")).genre == "other"
    assert said(deck("Department of Industry")).genre == "policy"


def test_slides_that_name_no_public_body_are_not_that_of_the_site_they_stand_on() -> None:
    site = MetadataValue(
        field="publisher", value="Department of Industry", rule="side-car", confidence=1.0
    )  # as an address shows
    talk = pages([("Toys from here", 30), ("We make toys and ship them in boxes. " * 6, 12)], wide=True)
    paper = pages([("Toys from here", 30), ("We make toys and ship them in boxes. " * 6, 12)])
    assert said(talk, sidecar=(site,)).genre == "other"
    assert said(paper, sidecar=(site,)).genre == "policy"


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("Click the button to log in. Select the region in the menu and download the table. ", "a manual"),
        (
            "Our products win. Annual sales of our company rose, and product development pays. ",
            "a firm of itself",
        ),
    ],
)
def test_how_a_text_speaks_tells_other_from_policy(text: str, rule: str) -> None:
    policy = "The regional programme funds skills and innovation. "
    spoken = said(pages([("The regional investment platform", 22), (text + policy, 10), (text + policy, 10)]))
    plain = said(pages([("The regional investment platform", 22), (policy * 2, 10), (policy * 2, 10)]))
    assert any(value.rule.startswith(f"speaks like {rule}") for value in spoken.metadata)
    assert (spoken.genre, plain.genre) == ("other", "policy")
    # One word repeated is a subject, not a register.
    harbour = "The harbour was built for installing towers. " * 6
    assert said(pages([("Wind in the region", 22), (harbour + policy * 4, 10)])).genre == "policy"


def test_a_university_named_beside_citations_makes_no_article() -> None:
    cited = "The regional programme funds skills (Poe et al., 2012) and innovation policy (Roe, 2014). " * 24
    listed = [(f"Roe, J. ({year}). Towns. Town Papers, 2, 1-9.", 10) for year in range(2001, 2006)]
    method: list[Row] = [("Mapping the strengths of regions", 20), ("University of Ox", 11), (cited, 10)]
    assert said(pages(method, [(cited, 10)], [(cited, 10)], [("References", 12), *listed])).genre == "policy"


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Ohio State University", "neither"),
        ("State of Ohio", "public"),
        ("Essex County Council", "public"),
        ("State Motors Inc", "firm"),
    ],
)
def test_public_bodies_firms_and_universities_are_told_apart(name: str, kind: str) -> None:
    told = "public" if is_public(name) else "firm" if is_firm(name) else "neither"
    assert told == kind


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("Executive Order on Mills", DocumentType.LAW),
        ("Fact sheet: the mill levy", DocumentType.FACT_SHEET),
        ("Remarks by the Minister at the Mill Fair", DocumentType.SPEECH),
        ("Action Plan for the Mills 2012-2016", DocumentType.PLAN),
        ("Evaluation of the Mill Programme", DocumentType.EVALUATION),
        ("Response to the consultation on mills", DocumentType.EVIDENCE),
        ("Regionale Innovationsstrategie Unterland", DocumentType.STRATEGY),
        ("Mill news: an invitation to the open day", DocumentType.OTHER),
    ],
)
def test_cue_words_of_the_title_tell_the_type(title: str, kind: DocumentType) -> None:
    assert said(pages([(title, 22), *prose()])).type is kind


def test_a_german_report_is_read_with_its_own_words() -> None:
    text = "Die Landesregierung fördert die Betriebe der Region und die Beschäftigten mit neuen Mitteln. "
    found = said(
        pages(
            [("Bericht zur Lage der Gießereien", 22), ("17. März 2009", 12), (text, 10), (text, 10)],
            [("Impressum", 12), ("Herausgeber: Ministerium für Wirtschaft Unterland", 10), (text, 10)],
        )
    )
    assert (found.date, found.language) == ("2009-03-17", "de")
    assert found.publisher == "Ministerium für Wirtschaft Unterland"


def test_identifiers_are_checked_and_normalised() -> None:
    rows: list[Row] = [
        ("A plan for the mills", 22),
        ("ISBN 978-3-16-148410-0", 9),
        ("ISBN 978-3-16-148410-1", 9),
        ("ISSN 1234-5679", 9),
        ("COM(2014) 130 final", 9),
        *prose(),
    ]
    found = said(pages(rows))
    assert set(found.identifiers) == {"isbn:9783161484100", "issn:1234-5679", "report:COM(2014) 130 final"}


def test_a_side_car_wins_over_every_guess_and_keeps_the_evidence() -> None:
    sidecar = tuple(
        MetadataValue(field=field, value=value, rule="side-car RIS", confidence=1.0)
        for field, value in {
            "title": "The true title",
            "date": "1999-05",
            "authors": "Roe, Jane; Poe, Tom",
            "type": "thesis",
            "publisher": "Ox Press",
        }.items()
    )
    found = said(pages([("A loud heading", 30), ("March 2014", 12), *prose()]), sidecar=sidecar)
    assert (found.title, found.year, found.date) == ("The true title", 1999, "1999-05")
    assert found.authors == ("Roe, Jane", "Poe, Tom")
    assert (found.type, found.genre, found.publisher) == (DocumentType.THESIS, "scholarly", "Ox Press")
    assert any(value.value == "A loud heading" for value in found.metadata)


def test_every_value_has_a_rule_a_confidence_and_its_place() -> None:
    found = said(pages([("A plan for the mills", 20), ("May 2010", 12), *prose()]))
    for value in found.metadata:
        assert value.rule
        assert 0 < value.confidence <= 1
    date = next(value for value in found.metadata if value.field == "date")
    assert (date.page, date.quote) == (1, "May 2010")


def test_the_fields_go_straight_into_a_document() -> None:
    found = said(pages([("A plan for the mills", 20), *prose()]))
    document = dataclasses.replace(Document(id="0", sha256="0", path="file.pdf"), **found.fields())
    assert document.title == "A plan for the mills"


def test_an_empty_file_has_its_name_and_nothing_else() -> None:
    found = said(Parsed(pages=(), blocks=()), "012_old-mill-2011.pdf")
    assert (found.title, found.year, found.language) == ("old mill 2011", 2011, "")
    assert found.genre == "other"


def test_agreeing_rules_weigh_more_than_one_strong_rule() -> None:
    def value(text: str, rule: str, confidence: float) -> MetadataValue:
        return MetadataValue(field="year", value=text, rule=rule, confidence=confidence)

    choices = vote(
        [value("2012", "a", 0.6), value("2011", "b", 0.5), value("2011", "c", 0.5), value("2011", "c", 0.4)]
    )
    assert [choice.value.value for choice in choices] == ["2011", "2012"]
    assert choices[0].confidence == pytest.approx(0.75)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.text(min_size=1, max_size=80), max_size=12), st.text(max_size=40))
def test_any_text_is_described_without_error_and_the_same_way_twice(lines: list[str], name: str) -> None:
    parsed = pages([(line, 10 + 3 * (n % 4)) for n, line in enumerate(lines)])
    assert said(parsed, name) == said(parsed, name)


@pytest.mark.shared
@pytest.mark.slow
def test_most_years_and_genres_of_the_shared_documents_are_right(shared: Path) -> None:
    from workingregions.corpus.errors import ReadError
    from workingregions.ingest.read import read

    with (shared / "documents" / "manifest.csv").open(encoding="utf-8", newline="") as handle:
        rows = [row for row in csv.DictReader(handle) if row["file"].endswith((".md", ".html", ".docx"))]
    right = {"year": 0, "genre": 0}
    asked = {"year": 0, "genre": 0}
    for row in rows:
        try:
            parsed = read((shared / "documents" / row["file"]).read_bytes(), name=row["file"], ocr=False)
        except ReadError:
            continue
        found = describe(parsed, name=row["file"], latest=LATEST)
        asked["genre"] += 1
        right["genre"] += found.genre == row["doc_type"]
        if row["year"].isdigit():
            asked["year"] += 1
            right["year"] += found.year == int(row["year"])
    assert right["genre"] >= 0.85 * asked["genre"]
    assert right["year"] >= 0.75 * asked["year"]


COVERS: dict[str, tuple[str, list[list[Row]]]] = {
    "a repository's sheet before an article": (
        "Regional mills and their brokers: a study of two valleys",
        [
            [
                ("www.ssoar.info", 10),
                ("Regional mills and their brokers: a study of two valleys", 16),
                ("Shastova, Andrea; Quoin, Bernard", 12),
                ("Zeitschriftenartikel / journal article", 9),
                ("Empfohlene Zitierung / Suggested Citation:", 9),
                (
                    "Shastova, A., & Quoin, B. (2009). Regional mills and their brokers: a study of two "
                    "valleys. Baltic Review, 2(2), 5-20.",
                    9,
                ),
            ],
            [("A. Shastova, B. Quoin", 11), ("REGIONAL MILLS AND THEIR BROKERS", 13), *prose()],
        ],
    ),
    "a journal's page before an article": (
        "Brokers of the upper valley: trust and training",
        [
            [
                ("Regional Crafts", 18),
                ("ISSN: 0034-3404 (Print)", 9),
                ("Brokers of the upper valley: trust and training", 15),
                ("Ada Moss & Bernard Quoin", 12),
                (
                    "To cite this article: Ada Moss & Bernard Quoin (2014) Brokers of the upper valley: "
                    "trust and training, Regional Crafts, 48:3, 501-519, DOI: 10.1080/00343404.2012.1",
                    9,
                ),
                ("Published online: 12 May 2013.", 9),
            ],
            [("Brokers of the upper valley: trust and training", 15), *prose()],
        ],
    ),
    "a journal's name larger than the title": (
        "Brokers of the upper valley",
        [
            [
                ("Contents lists available at ScienceDirect", 9),
                ("Research Crafts", 20),
                ("journal homepage: www.example.com/crafts", 9),
                ("Brokers of the upper valley", 16),
                ("Ada Moss a,*, Bernard Quoin b", 12),
                *prose(),
            ]
        ],
    ),
    "a yearly report": (
        "Annual Report 2014/15",
        [[("WESSEX GROWTH AGENCY", 14), ("Annual Report", 30), ("2014/15", 20)], prose()],
    ),
    "a brief with its number, author and office": (
        "Skills for the foundries: What councils can do",
        [
            [
                ("Policy Brief No. 12", 11),
                ("Skills for the foundries", 24),
                ("What councils can do", 14),
                ("Ada Moss, Senior Fellow", 10),
                ("Institute for Valley Studies", 10),
            ],
            prose(),
        ],
    ),
    "a memorandum": (
        "Apprenticeship grants for foundries",
        [
            [
                ("MEMORANDUM", 14),
                ("TO: All Directors", 10),
                ("SUBJECT: Apprenticeship grants for foundries", 10),
                *prose(),
            ]
        ],
    ),
    "a thesis": (
        "Brokers of the upper valley",
        [
            [
                ("UNIVERSITY OF WESSEX", 14),
                ("Brokers of the upper valley", 18),
                ("by", 10),
                ("Ada Moss", 12),
                ("Thesis for the degree of Doctor of Philosophy", 11),
            ],
            prose(),
        ],
    ),
    "an author in the size of a subtitle": (
        "Manufacturing Hubs: Overview and Issues for Congress",
        [[("Manufacturing Hubs: Overview and Issues for Congress", 22), ("Ada Moss", 12)], prose()],
    ),
    "an office in the size of a subtitle": (
        "Paying for the bridge",
        [[("Paying for the bridge", 30), ("Department of Crafts", 16), ("Office of Bridges", 16)], prose()],
    ),
    "a subtitle in smaller type": (
        "Skills for the valley: A strategy for 2020",
        [[("Skills for the valley", 28), ("A strategy for 2020", 16)], prose()],
    ),
    "for whom and by whom": (
        "Evaluation of the skills fund",
        [
            [
                ("Evaluation of the skills fund", 26),
                ("Prepared for the Wessex Growth Agency", 13),
                ("by Moss Consulting Ltd", 12),
            ],
            prose(),
        ],
    ),
    "a letter": (
        "Response of Tamebridge Borough Council to the proposals on agencies",
        [
            [
                ("TAMEBRIDGE BOROUGH COUNCIL", 12),
                ("Response of Tamebridge Borough Council to the proposals on agencies", 10),
                ("Dear Secretary of State,", 10),
                *prose(),
            ]
        ],
    ),
}


COVERS["a title among the running lines, above the authors"] = (
    "Tempering of Iron Castings in the Upper Valley as Influenced by Draught and Damper",
    [
        [
            ("TEMPERING OF IRON CASTINGS IN THE UPPER VALLEY AS", 10, BlockKind.HEADER),
            ("INFLUENCED BY DRAUGHT AND DAMPER", 10, BlockKind.HEADER),
            ("by", 10),
            ("Ada Moss and Bernard Quoin", 10),
            ("Introduction", 12),
            *prose(),
        ]
    ],
)
COVERS["a subtitle set off by a dash"] = (
    "The decline of the mills: what the ledgers tell",
    [
        [
            ("The decline of the mills", 14),
            ("– what the ledgers tell", 10, BlockKind.LIST),
            ("Ada Moss", 12),
        ],
        prose(),
    ],
)
COVERS["a label on a line of its own"] = (
    "Wider wheels for the ore wagon",
    [[("SERVICE", 10), ("TITLE:", 10), ("Wider wheels for the ore wagon", 10), ("MODELS:", 10), *prose()]],
)
COVERS["short words in capitals"] = (
    "Do Foundries Cluster? How We Measure the Valley",
    [[("DO FOUNDRIES CLUSTER? HOW WE MEASURE THE VALLEY", 18), ("Ada Moss", 12)], prose()],
)
COVERS["a witness and her office"] = (
    "Testimony of Ada Moss",
    [
        [
            ("Testimony of Ada Moss", 16),
            ("President, Lakes Foundry Institute", 12),
            ("Before the Committee on Crafts", 12),
        ],
        prose(),
    ],
)


COVERS["a line with a day below the title"] = (
    "Speech by Ada Moss, Minister for Crafts",
    [
        [
            ("Speech by Ada Moss, Minister for Crafts", 18),
            ("Annual Foundry Dinner, Dudley, 4 March 2009", 12),
            *prose(),
        ]
    ],
)
COVERS["an act and its chapter"] = (
    "Foundries Act 2009",
    [[("Foundries Act 2009", 24), ("CHAPTER 12", 24), ("An Act on founders.", 10), *prose()]],
)
COVERS["a response to another paper"] = (
    "Wessex County Council response",
    [[("Crafts Green Paper", 12), ("Wessex County Council response", 24), ("April 2017", 12), *prose()]],
)


@pytest.mark.parametrize("layout", COVERS)
def test_titles_of_many_layouts(layout: str) -> None:
    title, contents = COVERS[layout]
    assert said(pages(*contents)).title == title


PUBLISHERS: dict[str, tuple[str, list[Row], bool]] = {
    "an imprint": (
        "Wessex County Council",
        [("Skills", 28), ("© Wessex County Council 2014", 9), ("www.wessex.gov.uk", 9), *prose()],
        False,
    ),
    "the parent above its office": (
        "U.S. Department of Crafts",
        [("U.S. Department of Crafts", 12), ("Office of Mills", 12), ("Manufacturing", 26), *prose()],
        False,
    ),
    "for whom it was prepared": (
        "Wessex Growth Agency",
        [("Evaluation of the fund", 26), ("Prepared for the Wessex Growth Agency", 12), *prose()],
        False,
    ),
    "the speaker's place of work": (
        "Wessex Growth Agency",
        [("Rebuilding the belt", 36), ("Ada Moss", 18), ("Head of Skills, Wessex Growth Agency", 18)],
        True,
    ),
}


HEADED, FOOT = BlockKind.HEADER, BlockKind.FOOTER
PUBLISHERS |= {
    "to whom it was reported": (
        "Moss Evaluation Associates",
        [
            ("Moss Evaluation Associates", 12),
            ("Evaluation of the voucher", 26),
            ("Final report to the Steel Valley Council", 14),
            *prose(),
        ],
        False,
    ),
    "capitals that the text writes small": (
        "Tamebridge Borough Council",
        [("TAMEBRIDGE BOROUGH COUNCIL", 12), ("Dear Ada,", 10), ("Tamebridge is a borough.", 10), *prose()],
        False,
    ),
    "capitals with an acronym": (
        "EU Innovation Agency",
        [("EU INNOVATION AGENCY", 12), ("The EU and EU law, in EU terms", 26), *prose()],
        False,
    ),
    "a legal form that the imprint adds": (
        "Three Rivers Development Company Ltd",
        [
            ("Three Rivers Development Company", 12),
            ("River to seabed", 26),
            *prose(),
            ("Three Rivers Development Company Ltd, 1 Neptune House, Wallsend NE28 6HL", 9),
        ],
        False,
    ),
    "the rights of the Crown": (
        "Department for Crafts",
        [("Department for Crafts", 12), ("Making it", 28), *prose(), ("© Crown copyright 2011", 9)],
        False,
    ),
    "an article before a name behind the sign": (
        "American Society of Founders",
        [("Castings", 20), *prose(), ("Copyright © 2010 by the American Society of Founders", 8, FOOT)],
        False,
    ),
    "the division that had it printed": (
        "Bundesministerium für Handwerk",
        [
            ("Fachkräfte sichern", 26),
            ("Herausgeber: Bundesministerium für Handwerk, Referat Presse, 11055 Berlin", 9),
            *prose(),
        ],
        False,
    ),
    "a firm with its seat": (
        "Valley Works GmbH",
        [("Iron", 26), *prose(), ("© Valley Works GmbH, Ludwigshafen, Germany", 8, FOOT)],
        False,
    ),
    "an acronym that the text opens": (
        "West Tame Combined Authority",
        [
            ("Sector deal", 28),
            ("The West Tame Combined Authority (WTCA) leads this deal.", 10),
            *prose(),
            ("www.wtca.org.uk", 9),
        ],
        False,
    ),
    "a gazette and the date of its issue": (
        "Harbour Gazette",
        [("Harbour Gazette • AUGUST 2013", 10, HEADED), ("A diner opens", 20), *prose()],
        False,
    ),
    "a body that says it published this": (
        "Foundry Leadership Council",
        [
            ("Masks in foundries", 20),
            ("The Foundry Leadership Council (FLC) has published this statement on masks at work.", 10),
            ("Current Government Position", 10),
            ("The position of the mills is current.", 10),
            *prose(),
        ],
        False,
    ),
    "who submitted the evidence": (
        "Tame Valley Chamber of Commerce",
        [("Written evidence submitted by the Tame Valley Chamber of Commerce (IND0042)", 16), *prose()],
        False,
    ),
    "a city and its council on two lines": (
        "Tamebridge City Council",
        [
            ("Tamebridge", 12),
            ("City Council", 12),
            ("Growth Plan", 34),
            *prose(),
            ("Tamebridge City Council, Civic Centre, Tamebridge TB1 1AA", 9),
        ],
        False,
    ),
    "who responds": (
        "Wessex County Council",
        [("Wessex County Council response", 24), ("April 2017", 12), *prose()],
        False,
    ),
    "whose minutes": (
        "Tame Valley Skills Board",
        [("Minutes of the Tame Valley Skills Board", 16), ("Tuesday 4 March 2014", 10), *prose()],
        False,
    ),
}


@pytest.mark.parametrize("layout", PUBLISHERS)
def test_publishers_of_many_layouts(layout: str) -> None:
    publisher, rows, wide = PUBLISHERS[layout]
    assert said(pages(rows, [("Jobs", 18)], wide=wide)).publisher == publisher


@pytest.mark.parametrize(
    ("rows", "year"),
    [
        # A note to another work, and the issue printed in the margin.
        (
            [
                ("1 MARCH 1965", 8, BlockKind.HEADER),
                ("Injection in diodes", 16),
                ("7 G. C. Moss, Letters 3, 133 (1963).", 8),
                ("A. B. Quoin, Letters 9, 366 (1963).", 8),
            ],
            1965,
        ),
        ([("52 craft 5-2013", 8, BlockKind.HEADER), ("The art of the seal", 20)], 2013),
        (
            [
                ("Revue des forges 32S (2011)", 8, BlockKind.HEADER),
                ("Une forge", 16),
                ("© 2019 Moss SAS. Document téléchargé le 19/05/2019", 8, BlockKind.FOOTER),
            ],
            2011,
        ),
        # The last year of a span of rights, and a date of six figures.
        ([("Skills", 20), ("© Wessex Growth Agency 2005–2012", 8, BlockKind.FOOTER)], 2012),
        ([("Skills", 20), ("Draft v3, 12/03/14", 10)], 2014),
        # The period of a plan, without other evidence.
        ([("Skills", 20), ("2012–2017", 14)], 2012),
    ],
)
def test_a_text_is_not_dated_by_what_it_cites_nor_by_when_it_was_fetched(rows: list[Row], year: int) -> None:
    assert said(pages([*rows, *prose()])).year == year


def test_slides_used_again_are_dated_by_the_newer_use() -> None:
    used: list[Row] = [
        ("Contact points for funds", 24),
        ("06/06/14 Ada Moss", 10),
        ("Bo Quoin 12th January 2011", 10),
    ]
    found = said(pages(used, prose(), wide=True))
    assert (found.year, next(v.quote for v in found.metadata if v.field == "year")) == (2014, used[1][0])


@pytest.mark.parametrize(
    ("rows", "publisher"),
    [
        # A sentence, a rubric and a site are no bodies.
        ([("Growth in Kelm", 24), ("The Kelm Bank funds Wessex", 10)], ""),
        ([("Growth in Kelm", 24), ("Region and Regionalization", 10)], ""),
        ([("Growth in Kelm", 24), ("Kelm Enterprise Zone", 10)], ""),
        ([("Growth in Kelm", 24), ("Kelm Office of Trade Policy", 10)], "Kelm Office of Trade Policy"),
        (
            [("Growth in Kelm", 24), ("Published by the Kelm Council last May and sent out", 10)],
            "Kelm Council",
        ),
        # The body that ordered a report, not its consultant.
        (
            [
                ("Growth in Kelm", 24),
                ("Prepared by Roe Consulting", 10),
                ("Prepared for the Kelm Council", 10),
            ],
            "Kelm Council",
        ),
        (
            [("Growth in Kelm", 24), ("A report by Roe Consulting on behalf of Kelm Council", 10)],
            "Kelm Council",
        ),
        ([("Growth in Kelm", 24), ("Report by Roe Consulting", 10)], "Roe Consulting"),
        # A speaker before the firm, and the owner of a response.
        ([("Growth in Kelm", 24), ("Mary Poe Kelmotec & Company", 10)], "Kelmotec & Company"),
        ([("Kelm Council’s response to the inquiry", 24)], "Kelm Council"),
    ],
)
def test_who_published_is_a_body_and_the_one_that_speaks(rows: list[Row], publisher: str) -> None:
    found = said(pages([*rows, *prose()], prose()))
    assert found.publisher == publisher
    assert all(v.quote for v in found.metadata if v.field == "publisher")


def test_a_section_gives_way_to_the_title_of_its_work() -> None:
    head: Row = ("Kelm Foundry Safety Programme: Procedure No. 3", 8, BlockKind.HEADER)
    found = said(
        pages(*([head, ("1. Introduction" if n == 0 else f"{n}. Ladles", 14), *prose()] for n in range(4)))
    )
    assert found.title == head[0]


def test_a_large_line_that_goes_on_is_a_title_and_half_a_sentence_of_the_text_is_none() -> None:
    cover: list[Row] = [("Wessex – Great for", 30), ("Advanced Foundries", 26), ("Highlights", 12)]
    assert said(pages([*cover, *prose()])).title.startswith("Wessex – Great for")
    half: list[Row] = [*prose(1), ("These general aims were developed to", 10), ("Training of moulders", 12)]
    assert said(pages([*half, *prose()])).title == "Training of moulders"


def test_a_county_council_is_named_by_its_address() -> None:
    contact: Row = ("Contact: mills@kent.gov.uk", 10)
    assert (
        said(pages([("Mills of the Weald", 24), *prose()], [*prose(), contact])).publisher
        == "Kent County Council"
    )


def test_a_forwarded_message_is_called_by_its_subject_and_published_by_nobody() -> None:
    mail = b"From: a@b.org\nSubject: FW: AW: Yarm College Fund\n\nThe Goole Bank will fund Yarm College.\n"
    found = said(read(mail, name="m.eml"), name="m.eml")
    assert found.title == "Yarm College Fund"
    assert found.publisher != "Yarm College Fund"


def test_half_a_bodys_name_is_nobody_and_a_longer_list_names_all() -> None:
    cover: list[Row] = [
        ("Portage Path Institute", 12),
        ("Closer to Home: Suppliers of the Lakes", 20),
        ("Renee Moss, Thomas Lindqvist Policy Report 22-4, September 2022", 10),
    ]
    hints = (
        MetadataValue(
            field="authors", value="Renee Moss, Thomas Lindqvist", rule="properties: Author", confidence=0.35
        ),
    )
    assert said(pages([*cover, *prose()], hints=hints)).authors == ("Renee Moss", "Thomas Lindqvist")
    phrases: list[Row] = [
        ("Ethnic Mills", 20),
        ("Racial Minorities & Global Views", 10),
        ("CLC Position", 10),
    ]
    assert said(pages([*phrases, *prose()])).authors == ()


def test_an_office_files_template_date_gives_way_to_a_printed_one() -> None:
    made = MetadataValue(field="date", value="2009-01-27", rule="properties: created", confidence=0.3)
    assert said(pages([("The belt", 30), ("12 May 2015", 12)], hints=(made,)), name="a.pptx").year == 2015


def test_a_scan_made_years_after_its_text_is_not_dated_by_the_scanner() -> None:
    made = MetadataValue(field="date", value="2026-11-22", rule="properties: CreationDate", confidence=0.3)
    text: list[Row] = [("The census (2012) counts mills; another count (2012) does not.", 10), *prose()]
    assert said(pages([("The belt", 30)], text, hints=(made,))).year == 2012


def test_a_sheet_of_a_series_is_called_by_series_and_subject() -> None:
    first: list[Row] = [("Foreign Crafts and Trade (FCT):", 13), ("WESSEX", 30), *prose()]
    assert said(pages(first), name="Wessex_Fact_Sheet.pdf").title == "FCT fact sheet: WESSEX"
    case: list[Row] = [
        ("Moss Mills", 30),
        ("case study", 13),
        ("Grow Wessex case studies of firms", 9),
        *prose(),
    ]
    assert said(pages(case)).title == "Grow Wessex case study: Moss Mills"


def test_a_newsletter_is_called_by_name_and_issue() -> None:
    text: list[Row] = [("News from the valley", 10), ("GrowWessex meets the mills.", 10), *prose()]
    assert (
        said(pages(text), name="growwessex_newsletter_30aug2013.pdf").title
        == "GrowWessex Newsletter, August 2013"
    )


def test_words_in_a_picture_do_not_part_a_title() -> None:
    rows: list[Row] = [("Your valley for", 30), ("Test cell two", 12), ("crafts and mills", 30)]
    parsed = pages(rows, prose())
    moved = []
    for block, top in zip(parsed.blocks, (60, 85, 92), strict=False):
        box = Box(60, top, 400, top + (12 if block.text == "Test cell two" else 30))
        spans = (dataclasses.replace(block.spans[0], box=box),)
        moved.append(dataclasses.replace(block, box=box, spans=spans))
    parsed = dataclasses.replace(parsed, blocks=(*moved, *parsed.blocks[3:]))
    assert said(parsed).title == "Your valley for crafts and mills"


@pytest.mark.parametrize(
    ("head", "title"),
    [
        ("<title>Wessex Agency - News - Hubs for crafts</title>", "Hubs for crafts"),
        ("<title>Hubs for crafts - a view | Wessex Growth Agency</title>", "Hubs for crafts"),
    ],
)
def test_the_site_is_no_part_of_a_pages_title(head: str, title: str) -> None:
    page = f"<html><head>{head}</head><body><h1>Hubs for crafts</h1><p>{PROSE * 6}</p></body></html>"
    assert said(read(page.encode(), name="page.html"), name="page.html").title == title


def test_capitals_are_written_small_and_acronyms_kept() -> None:
    body = "The FDI figures. FDI grew. The FDI desk tells the latest numbers of the region."
    assert cased("UNDERSTANDING THE LATEST FDI NUMBERS", body) == "Understanding the Latest FDI Numbers"
    assert cased("Making and Mending", body) == "Making and Mending"
    assert cased("SUBCHAPTER VIII OF THE CHARTER", body) == "Subchapter VIII of the Charter"


def test_a_heading_within_a_letter_is_not_its_title() -> None:
    letter = pages(
        [
            ("TEES FOUNDRY FORUM", 13.0),
            ("3 May 2016", 11.0, BlockKind.PARAGRAPH),
            ("Response of the Forum to the plan for foundries", 11.0, BlockKind.PARAGRAPH),
            ("Dear Minister,", 11.0, BlockKind.PARAGRAPH),
            (PROSE, 10.0, BlockKind.PARAGRAPH),
            ("Closure of the works", 13.0),
            (PROSE, 10.0, BlockKind.PARAGRAPH),
        ]
    )
    assert describe(letter, name="letter.pdf").title == "Response of the Forum to the plan for foundries"

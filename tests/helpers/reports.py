"""A made-up report that uses every part of the model, for the tests of its formats."""

from __future__ import annotations

from dataclasses import replace

from workingregions.corpus.enums import DocumentType
from workingregions.corpus.records import Document
from workingregions.reports.report import (
    Attachment,
    Bullets,
    Cell,
    Column,
    ColumnKind,
    Figure,
    Number,
    Paragraph,
    Provenance,
    Quotation,
    Quote,
    Report,
    Row,
    Section,
    Stance,
    Table,
    counted,
    quoted,
    recorded,
)

HOSTILE = "Moulders & Sons <script>alert(1)</script> #set $x$ *b* _i_ @ref \\ =1+1 “q” ﷺ 😀 |pipe|"
"""Text that means something in HTML, Typst, Markdown and a spreadsheet, as a stranger's title may hold it."""


def document(ident: str, title: str, **given: object) -> Document:
    """Return a document of which only what is given is known."""
    empty = Document(id=ident, sha256=ident * 4, path=f"{ident[:4]}.pdf", title=title)
    return replace(empty, **given)  # type: ignore[arg-type]


def made_up_report() -> Report:
    """Return a report of a summary, a section with a part, and an annex."""
    references = {
        d.id: d
        for d in (
            document(
                "a" * 16,
                "Plan for Metals",
                year=2014,
                publisher="Department for Metals",
                type=DocumentType.STRATEGY,
                genre="policy",
            ),
            document("b" * 16, "Metals: Progress", year=2014, publisher="Department for Metals"),
            document(
                "c" * 16,
                "Moulding the North",
                year=2016,
                authors=("Smith, Ann", "Jones, Bo"),
                genre="scholarly",
                identifiers=("doi:10.1000/xyz",),
            ),
            document("d" * 16, HOSTILE),
        )
    }
    quotes = {
        q.id: q
        for q in (
            Quote(
                id="wr1.s.one",
                document="a" * 16,
                page=3,
                text="We will bring moulding back.",
                before="For twenty years it left.",
                after="It takes skills.",
                section="Our plan",
                link="/evidence/wr1.s.one",
            ),
            Quote(
                id="wr1.s.two",
                document="b" * 16,
                page=7,
                text="Two foundries reopened in 2013.",
                link="/evidence/wr1.s.two",
            ),
            Quote(
                id="wr1.s.three",
                document="c" * 16,
                page=112,
                text="No firm returned: not one.",
                link="/evidence/wr1.s.three",
            ),
            Quote(id="wr1.s.four", document="d" * 16, page=0, text=HOSTILE, link="/evidence/wr1.s.four"),
        )
    }
    all_quotes = tuple(quotes)
    overall = counted(
        "overall",
        "4 of 12 documents (33 %; 95 % interval 14 % to 61 %) are about moulding.",
        [
            Number(name="documents.about", value=4, unit="documents", link="/documents?theme=moulding"),
            Number(name="documents.all", value=12, unit="documents", link="/documents"),
        ],
        source="by-year",
        evidence=all_quotes,
    )
    columns = (
        Column(key="region", label="Region", meaning="Region of the document"),
        Column(key="year", label="Year", kind=ColumnKind.YEAR),
        Column(key="about", label="About it", kind=ColumnKind.COUNT, unit="documents"),
        Column(key="share", label="Share", kind=ColumnKind.SHARE),
        Column(key="interval", label="95 % interval", kind=ColumnKind.SHARES),
    )
    rows = (
        Row(
            cells=(
                Cell(value="United Kingdom"),
                Cell(value=2014),
                Cell(value=3, evidence=all_quotes[:2], link="/documents?region=GB"),
                Cell(value=0.25),
                Cell(value=(0.09, 0.53)),
            ),
            strong=True,
        ),
        Row(
            cells=(
                Cell(value=HOSTILE),
                Cell(value="unknown"),
                Cell(value=1),
                Cell(value=None),
                Cell(value=None),
            ),
            level=1,
        ),
    )
    table = Table(
        id="by-year",
        caption="Documents about moulding, by region and year",
        columns=columns,
        rows=rows,
        note=counted("by-year.note", "One document has no year.", {"documents.undated": 1}, source="by-year"),
    )
    figure = Figure(
        id="trend",
        caption="Few documents are about moulding, and their share does not rise",
        alternative="Bars of the documents of each year: 3 in 2014, 1 of unknown year.",
        svg=(
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 120 40" role="img" aria-label="Bars">'
            '<rect x="5" y="5" width="30" height="30" fill="#0072B2"/>'
            '<text x="40" y="20" font-size="9">2014</text></svg>'
        ),
        data=Table(
            id="trend-data",
            caption="Documents by year",
            columns=columns[1:3],
            rows=tuple(Row(cells=row.cells[1:3]) for row in rows),
        ),
    )
    wide = Table(
        id="grid",
        caption="A grid of many questions",
        columns=tuple(Column(key=f"q{n}", label=f"Question number {n}") for n in range(12)),
        rows=tuple(
            Row(cells=tuple(Cell(value=f"answer {r}.{n}", evidence=all_quotes[:1]) for n in range(12)))
            for r in range(3)
        ),
        wide=True,
    )
    sections = (
        Section(
            id="summary",
            title="Summary",
            blocks=(
                Paragraph(claims=(overall,), lead=True),
                Bullets(
                    claims=(
                        quoted("promise", "The department promises to bring moulding back.", all_quotes[:1]),
                        quoted("doubt", "A study of 2016 finds that no firm returned.", all_quotes[2:3]),
                    )
                ),
                figure,
            ),
        ),
        Section(
            id="findings",
            title="What is claimed",
            blocks=(
                Paragraph(
                    claims=(quoted("reported", "Two foundries are reported as reopened.", all_quotes[1:2]),)
                ),
                Quotation(evidence=all_quotes[0], stance=Stance.REPRESENTATIVE),
                Quotation(evidence=all_quotes[2], stance=Stance.DISSENTING),
            ),
            parts=(Section(id="by-region", title="By region and year", blocks=(table,)),),
        ),
        Section(id="grid-section", title="Questions by region", blocks=(wide,), annex=True),
        Section(
            id="methods",
            title="Methods",
            blocks=(
                Paragraph(
                    claims=(
                        recorded(
                            "method.threshold",
                            "A passage is about a theme from a probability of 0.65.",
                            source="configuration",
                        ),
                        quoted("hostile", HOSTILE + ".", all_quotes[3:]),
                    )
                ),
            ),
            annex=True,
        ),
    )
    return Report(
        title="Moulding in the North",
        subtitle="A thematic review",
        sections=sections,
        quotes=quotes,
        references=references,
        provenance=Provenance(
            kind="theme",
            arguments={"theme": "moulding"},
            snapshot="20261130T120000-abcdef",
            date="2026-11-30",
            codebook="c1",
            version="0.1.0",
            corpus="Metals",
        ),
        attachments=(Attachment(name="network.graphml", content=b"<graphml/>\n", about="Ties"),),
    )

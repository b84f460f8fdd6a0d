"""Readers of formats without fixed pages: each keeps headings, lists, tables, notes and hints."""

from __future__ import annotations

import io
import zipfile
from email.message import EmailMessage
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workingregions.corpus.enums import BlockKind, FailureCategory
from workingregions.corpus.errors import ReadError
from workingregions.corpus.records import Parsed
from workingregions.ingest.read import read


def kinds(parsed: Parsed) -> list[tuple[str, str]]:
    return [(block.kind.value, block.text) for block in parsed.blocks]


def hints(parsed: Parsed) -> dict[str, str]:
    return {hint.field: hint.value for hint in reversed(parsed.hints)}


def read_or_error(data: bytes, name: str) -> FailureCategory | None:
    """Return None when the file could be read, else the category of the failure."""
    try:
        read(data, name=name)
    except ReadError as error:
        return error.category
    return None


def test_ordinals_count_from_zero_and_headings_head_their_own_section() -> None:
    parsed = read(b"# One\n\ntext\n\n## Two\n\nmore\n\n# Three\n\nend\n", name="a.md")
    assert [block.ordinal for block in parsed.blocks] == list(range(6))
    assert [block.section for block in parsed.blocks] == [
        ("One",),
        ("One",),
        ("One", "Two"),
        ("One", "Two"),
        ("Three",),
        ("Three",),
    ]


class TestMarkdown:
    def test_front_matter_gives_hints_and_no_text(self) -> None:
        source = "---\ntitle: 'A plan: steel'\npub_date: 2017-03-30 00:00:00\ntags: [one, two]\n"
        source += "authors:\n- name: Ann Lee\n- Bo Ray\n---\nBody.\n"
        parsed = read(source.encode(), name="x.md")
        assert kinds(parsed) == [("paragraph", "Body.")]
        assert hints(parsed) == {
            "title": "A plan: steel",
            "date": "2017-03-30",
            "keywords": "one; two",
            "authors": "Ann Lee; Bo Ray",
        }
        assert {h.rule for h in parsed.hints} >= {"front matter: title", "front matter: pub_date"}

    def test_broken_front_matter_is_left_out(self) -> None:
        parsed = read(b"---\ntitle: [unclosed\n: : :\n---\nBody.\n", name="x.md")
        assert parsed.hints == ()
        assert kinds(parsed) == [("paragraph", "Body.")]

    def test_markup_is_dropped_and_html_read(self) -> None:
        source = (
            "**Bold** and [a link](http://example.org) {{ site.url }}.\n\n"
            "<p>An <em>inline</em> part</p><ul><li>item</li></ul>\n\n"
            "| A | B |\n|---|---|\n| 1 | 2 |\n\n<div>[old](http://x.org) links</div>\n"
        )
        assert kinds(read(source.encode(), name="x.md")) == [
            ("paragraph", "Bold and a link ."),
            ("paragraph", "An inline part"),
            ("list", "item"),
            ("table", "| A | B |\n| --- | --- |\n| 1 | 2 |"),
            ("paragraph", "old links"),
        ]

    def test_footnotes_and_references(self) -> None:
        source = "Claim.[^1]\n\n[^1]: The source.\n\n## 5. References\n\n- Smith, A. (2010). Work.\n"
        assert kinds(read(source.encode(), name="x.md")) == [
            ("paragraph", "Claim."),
            ("heading", "5. References"),
            ("reference", "Smith, A. (2010). Work."),
            ("footnote", "The source."),
        ]


class TestText:
    def test_wrapped_lines_are_joined_and_broken_words_mended(self) -> None:
        source = (
            "A paragraph that a typist wrapped at a certain width goes on in the next line and manu-\n"
            "facturing is one word, while a well-known term keeps its hyphen because it is well-\n"
            "known elsewhere.\n\nAnother paragraph.\n"
        )
        assert kinds(read(source.encode(), name="x.txt")) == [
            (
                "paragraph",
                "A paragraph that a typist wrapped at a certain width goes on in the next line and "
                "manufacturing is one word, while a well-known term keeps its hyphen "
                "because it is well-known elsewhere.",
            ),
            ("paragraph", "Another paragraph."),
        ]

    def test_form_feeds_are_pages(self) -> None:
        parsed = read(b"First page.\n\fSecond page.\n", name="x.txt")
        assert [(b.page, b.text) for b in parsed.blocks] == [(1, "First page."), (2, "Second page.")]
        assert [page.number for page in parsed.pages] == [1, 2]

    def test_headings_and_lists(self) -> None:
        source = "1.2 Aims\n\nINTRODUCTION\n\n- one thing\n- another\n\nTitle\n=====\n\nDone.\n"
        assert kinds(read(source.encode(), name="x.txt")) == [
            ("heading", "1.2 Aims"),
            ("heading", "INTRODUCTION"),
            ("list", "one thing"),
            ("list", "another"),
            ("heading", "Title"),
            ("paragraph", "Done."),
        ]

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
    def test_encodings(self, encoding: str) -> None:
        text = "The region’s “café” – £10m of Köln’s industry"
        assert read(text.encode(encoding), name="x.txt").blocks[0].text == text


PAGE = """<!doctype html><html lang="en-GB"><head><title>Mill towns - Site</title>
<meta property="og:title" content="Mill towns"><meta name="citation_author" content="Ann Lee">
<meta name="citation_author" content="Bo Ray">
<meta property="article:published_time" content="2014-06-17T10:00:00Z">
<script type="application/ld+json">
{{"@type": "Report", "headline": "Mill towns of the north",
"publisher": {{"name": "The Bureau"}}}}</script>
</head><body><nav><ul><li><a href="/">Home</a></li><li><a href="/a">About us and our work</a></li></ul>
</nav>
<div class="menu"><a href="/x">Jobs</a> <a href="/y">Contact the press office</a></div>
<article><h1>Mill towns</h1><p>{}</p><h2>Figures</h2><ul><li>short item</li><li>Another item<ul>
<li>nested</li></ul></li></ul>
<table><tr><th>Year</th><th>Jobs</th></tr><tr><td>2010</td><td>1,200</td></tr></table><p>{}<sup>
<a href="#fn1">1</a></sup></p></article>
<p style="display:none">secret</p><script>var x = "hidden";</script>
<footer><a href="/p">Privacy policy and cookies</a> <a href="/t">Terms</a></footer></body></html>""".format(
    "Weaving was the trade of the valley for two centuries, and its mills employed most of the town. " * 3,
    "The county council and the college now train machinists for the firms that stayed in the valley. " * 3,
)


class TestHtml:
    def test_main_text_keeps_structure_and_drops_navigation(self) -> None:
        parsed = read(PAGE.encode(), name="x.html")
        found = kinds(parsed)
        assert [text for kind, text in found if kind == "heading"] == ["Mill towns", "Figures"]
        assert [text for kind, text in found if kind == "list"] == ["short item", "Another item", "nested"]
        assert ("table", "| Year | Jobs |\n| --- | --- |\n| 2010 | 1,200 |") in found
        everything = " ".join(text for _, text in found)
        for noise in ("Home", "press office", "Privacy", "secret", "hidden"):
            assert noise not in everything
        assert everything.endswith("stayed in the valley.")

    def test_hints(self) -> None:
        found = {hint.rule: hint.value for hint in read(PAGE.encode(), name="x.html").hints}
        assert found["meta tag: og:title"] == "Mill towns"
        assert found["meta tag: citation_author"] == "Ann Lee; Bo Ray"
        assert found["meta tag: article:published_time"] == "2014-06-17"
        assert found["JSON-LD: publisher"] == "The Bureau"
        assert found["HTML: lang"] == "en"

    def test_layout_tables_and_double_breaks_become_paragraphs(self) -> None:
        page = "<html><body><table><tr><td>One thing<br><br>Another thing</td></tr></table></body></html>"
        assert kinds(read(page.encode(), name="x.html")) == [
            ("paragraph", "One thing"),
            ("paragraph", "Another thing"),
        ]

    def test_bold_lines_head_what_follows_and_breaks_after_a_stop_part_paragraphs(self) -> None:
        page = (
            "<html><body><p><b>Aims</b><br>Train people. We do.<br>Another thing, as it were<br>continued</p>"
            "<ol><li><strong>Means</strong></li></ol><p><b>Note:</b> not a heading</p></body></html>"
        )
        assert kinds(read(page.encode(), name="x.html")) == [
            ("heading", "Aims"),
            ("paragraph", "Train people. We do."),
            ("paragraph", "Another thing, as it were continued"),
            ("heading", "Means"),
            ("paragraph", "Note: not a heading"),
        ]

    def test_declared_encoding(self) -> None:
        page = (
            '<html><head><meta charset="windows-1250"></head><body><p>Województwo Śląskie</p></body></html>'
        )
        assert kinds(read(page.encode("cp1250"), name="x.html")) == [("paragraph", "Województwo Śląskie")]

    def test_deep_nesting_neither_crashes_nor_hangs(self) -> None:
        page = "<html><body>" + "<div>" * 20_000 + "deep" + "</div>" * 20_000 + "<p>flat</p></body></html>"
        assert read_or_error(page.encode(), "x.html") in (None, FailureCategory.NO_TEXT)

    def test_tables_in_tables_are_read_in_one_pass(self) -> None:
        page = "<!doctype html>" + "<table><tr><td>" * 60 + "inmost" + "</td></tr></table>" * 60
        assert kinds(read(page.encode(), name="x.html")) == [("paragraph", "inmost")]


JATS = """<?xml version="1.0"?>
<!DOCTYPE article PUBLIC "-//NLM//DTD JATS v1.0//EN" "x.dtd" [<!ENTITY a "aaaa">]>
<article article-type="research-article" xml:lang="en" dtd-version="1.0"><front><journal-meta>
<journal-title-group>
<journal-title>Journal of Regions</journal-title></journal-title-group></journal-meta><article-meta>
<article-id pub-id-type="doi">10.1234/JR.1</article-id><title-group>
<article-title>Clusters and <italic>colleges</italic></article-title></title-group>
<contrib-group><contrib contrib-type="author"><name><surname>Lee</surname><given-names>Ann</given-names>
</name></contrib>
<contrib contrib-type="editor"><name><surname>Ray</surname><given-names>Bo</given-names></name></contrib>
</contrib-group>
<pub-date pub-type="epub"><year>2013</year></pub-date><pub-date pub-type="ppub"><month>6</month>
<year>2014</year></pub-date>
<abstract><p>In short.</p></abstract></article-meta></front><body><sec><title>Method</title>
<p>We asked firms<fn><p>All 30.</p></fn> twice.
<list><list-item><p>first</p></list-item></list></p><sec><title>Sample</title><p>Small.</p></sec></sec>
<sec><title>Results</title><table-wrap><label>Table 1</label><caption><title>Jobs</title></caption><table>
<tr><th>Y</th><th>J</th></tr>
<tr><td>2010</td><td>5</td></tr></table></table-wrap><p>&a; End.</p></sec></body><back><ref-list>
<title>References</title>
<ref><mixed-citation>Smith A. (2010) Work.</mixed-citation></ref><ref><element-citation><person-group>
<name><surname>Doe</surname>
<given-names>J</given-names></name></person-group><year>2001</year><article-title>Ties</article-title>
<source>Geography</source>
</element-citation></ref></ref-list></back></article>"""


class TestMarkup:
    def test_jats(self) -> None:
        parsed = read(JATS.encode(), name="x.xml")
        assert kinds(parsed) == [
            ("heading", "Clusters and colleges"),
            ("heading", "Abstract"),
            ("paragraph", "In short."),
            ("heading", "Method"),
            ("paragraph", "We asked firms twice."),
            ("footnote", "All 30."),
            ("list", "first"),
            ("heading", "Sample"),
            ("paragraph", "Small."),
            ("heading", "Results"),
            ("caption", "Table 1 Jobs"),
            ("table", "| Y | J |\n| --- | --- |\n| 2010 | 5 |"),
            ("paragraph", "End."),
            ("heading", "References"),
            ("reference", "Smith A. (2010) Work."),
            ("reference", "J Doe (2001). Ties. Geography"),
        ]
        assert parsed.blocks[8].section == ("Clusters and colleges", "Method", "Sample")
        found = hints(parsed)
        assert found["title"] == "Clusters and colleges"
        assert found["authors"] == "Ann Lee"
        assert found["date"] == "2014-06"
        assert found["identifiers"] == "doi:10.1234/jr.1"
        assert found["publisher"] == "Journal of Regions"

    def test_tei(self) -> None:
        source = """<TEI xmlns="http://www.tei-c.org/ns/1.0"><teiHeader><fileDesc><titleStmt>
<title type="main">Steel towns</title>
        </titleStmt><publicationStmt><publisher>The Press</publisher><date when="2009-05">May</date>
</publicationStmt><sourceDesc>
        <biblStruct><analytic><author><persName><forename>Ann</forename><surname>Lee</surname></persName>
</author>
        <idno type="DOI">10.1234/x</idno></analytic></biblStruct></sourceDesc></fileDesc><profileDesc>
<abstract><p>Brief.</p></abstract>
        </profileDesc></teiHeader><text><body><div><head n="1">Start</head>
<p>Text <ref>(Doe 2001)</ref>.</p></div>
        <div><head n="1.1">Deeper</head><p>More.</p></div></body><back><div type="references"><listBibl>
<biblStruct><analytic>
        <title level="a">Ties</title><author><persName><surname>Doe</surname></persName></author>
</analytic><monogr>
        <title level="j">Geo</title><imprint><date when="2001"/></imprint></monogr></biblStruct></listBibl>
</div></back></text></TEI>"""
        parsed = read(source.encode(), name="x.tei.xml")
        assert kinds(parsed) == [
            ("heading", "Steel towns"),
            ("heading", "Abstract"),
            ("paragraph", "Brief."),
            ("heading", "1 Start"),
            ("paragraph", "Text (Doe 2001)."),
            ("heading", "1.1 Deeper"),
            ("paragraph", "More."),
            ("reference", "Doe (2001). Ties. Geo"),
        ]
        assert parsed.blocks[6].section == ("Steel towns", "1 Start", "1.1 Deeper")
        found = hints(parsed)
        assert (found["title"], found["authors"], found["date"]) == ("Steel towns", "Ann Lee", "2009-05")

    def test_entities_are_not_fetched(self, tmp_path: Path) -> None:
        secret = tmp_path / "secret.txt"
        secret.write_text("secret words")
        source = (
            f'<!DOCTYPE article [<!ENTITY f SYSTEM "{secret.as_uri()}">]><article article-type="x"><front/>'
            "<body><p>Safe &f; text</p></body></article>"
        )
        assert kinds(read(source.encode(), name="x.xml")) == [("paragraph", "Safe text")]

    def test_entities_are_not_expanded(self) -> None:
        laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
        source = (
            f'<!DOCTYPE article [<!ENTITY l0 "ha">{laughs}]><article article-type="x"><front/>'
            "<body><p>Safe</p><p>&l11;</p></body></article>"
        )
        assert kinds(read(source.encode(), name="x.xml")) == [("paragraph", "Safe")]


def test_epub() -> None:
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w") as book:
        book.writestr("mimetype", "application/epub+zip")
        book.writestr(
            "META-INF/container.xml",
            '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
            '<rootfile full-path="O/p.opf"/></rootfiles></container>',
        )
        book.writestr(
            "O/p.opf",
            '<package xmlns="http://www.idpf.org/2007/opf" xmlns:dc="http://purl.org/dc/elements/1.1/"><metadata>'
            "<dc:title>Mills</dc:title><dc:creator>Ann Lee</dc:creator><dc:date>2011-02-03</dc:date>"
            "</metadata><manifest>"
            '<item id="n" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>'
            '<item id="b" href="t/b%20b.xhtml" media-type="application/xhtml+xml"/>'
            '<item id="a" href="a.xhtml" media-type="application/xhtml+xml"/></manifest>'
            '<spine><itemref idref="n"/><itemref idref="b"/><itemref idref="a"/></spine></package>',
        )
        book.writestr("O/nav.xhtml", "<html><body><p>Navigation</p></body></html>")
        book.writestr(
            "O/t/b b.xhtml", "<?xml version='1.0'?><html><body><h1>First</h1><p>One.</p></body></html>"
        )
        book.writestr("O/a.xhtml", "<html><body><h1>Second</h1><p>Two.</p></body></html>")
    parsed = read(memory.getvalue(), name="x.epub")
    assert [text for _, text in kinds(parsed)] == ["First", "One.", "Second", "Two."]
    assert hints(parsed) == {"title": "Mills", "authors": "Ann Lee", "date": "2011-02-03"}


class TestMail:
    def message(self) -> EmailMessage:
        message = EmailMessage()
        message["Subject"] = "Fwd: The plan"
        message["From"] = "Ann Lee <ann@example.org>"
        message["Date"] = "Tue, 17 Jun 2014 10:00:00 +0100"
        message["Message-ID"] = "<1@example.org>"
        message.set_content("Please read the plan.\n\nAnn\n")
        return message

    def test_text_hints_and_attachments(self) -> None:
        message = self.message()
        message.add_attachment(
            b"# Plan\n\nText.\n", maintype="text", subtype="markdown", filename="../plan.md"
        )
        message.add_attachment(
            b"\x89PNG", maintype="image", subtype="png", filename="logo.png", disposition="inline"
        )
        parsed = read(message.as_bytes(), name="x.eml")
        assert kinds(parsed) == [
            ("heading", "The plan"),
            ("paragraph", "Please read the plan."),
            ("paragraph", "Ann"),
        ]
        assert hints(parsed) == {"title": "The plan", "authors": "Ann Lee", "date": "2014-06-17"}
        assert parsed.attachments == (("plan.md", b"# Plan\n\nText.\n"),)

    def test_html_body_and_attached_message(self) -> None:
        message = EmailMessage()
        message["Subject"] = "News"
        message.set_content("<p>One</p><p>Two</p>", subtype="html")
        message.add_attachment(self.message())
        parsed = read(message.as_bytes(), name="x.eml")
        assert [text for _, text in kinds(parsed)] == ["News", "One", "Two"]
        assert [name for name, _ in parsed.attachments] == ["Fwd  The plan.eml"]
        assert read(parsed.attachments[0][1], name="inner.eml").blocks[0].text == "The plan"


def test_rtf() -> None:
    source = (
        r"{\rtf1\ansi\ansicpg1252{\info{\title Steel plan}{\author Ann Lee}}{\fonttbl{\f0 Arial;}}"
        r"\pard 1. INTRODUCTION\par The caf\'e9 of the \b works\b0\par"
        r"\trowd\cellx1000\cellx2000\pard\intbl Year\cell Jobs\cell\row"
        r"\trowd\cellx1000\cellx2000\pard\intbl 2010\cell 12\cell\row"
        r"\pard End.\par}"
    )
    parsed = read(source.encode("ascii"), name="x.rtf")
    assert ("paragraph", "The café of the works") in kinds(parsed)
    assert ("table", "| Year | Jobs |\n| --- | --- |\n| 2010 | 12 |") in kinds(parsed)
    assert kinds(parsed)[-1] == ("paragraph", "End.")
    assert hints(parsed) == {"title": "Steel plan", "authors": "Ann Lee"}


@pytest.mark.parametrize(
    ("data", "name", "category"),
    [
        (b"", "x.pdf", FailureCategory.EMPTY),
        (b"\xdb\xa5\x2d\x00" + b"\0" * 100, "X.DOC", FailureCategory.UNSUPPORTED),
        (b"\x89PNG\r\n\x1a\n123", "x.png", FailureCategory.UNSUPPORTED),
        (b"a,b\n1,2\n", "x.csv", FailureCategory.UNSUPPORTED),
        (b"@article{a, title={T}}", "x.bib", FailureCategory.UNSUPPORTED),
        (b"   \n \n", "x.txt", FailureCategory.NO_TEXT),
        (b"<html><body></body></html>", "x.html", FailureCategory.NO_TEXT),
        (b"PK\x03\x04 no zip at all", "x.docx", FailureCategory.DAMAGED),
        (b"not a word file", "x.docx", FailureCategory.DAMAGED),
        (b"\x00\x01\x02\x03\x80\xff" * 50, "x.bin", FailureCategory.UNSUPPORTED),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            "x.docx",
            FailureCategory.ENCRYPTED,
        ),
    ],
)
def test_what_cannot_be_read_says_why(data: bytes, name: str, category: FailureCategory) -> None:
    with pytest.raises(ReadError) as caught:
        read(data, name=name)
    assert caught.value.category is category
    assert name in caught.value.message


class TestPasswords:
    def encrypted(self) -> bytes:
        from reportlab.lib.pdfencrypt import StandardEncryption
        from reportlab.pdfgen.canvas import Canvas

        memory = io.BytesIO()
        canvas = Canvas(memory, encrypt=StandardEncryption("open sesame", ownerPassword="owner"))
        canvas.drawString(100, 700, "The text of an encrypted page.")
        canvas.save()
        return memory.getvalue()

    def test_each_password_is_tried(self) -> None:
        parsed = read(self.encrypted(), name="x.pdf", passwords=["wrong", "open sesame"])
        assert "encrypted page" in parsed.blocks[0].text

    @pytest.mark.parametrize("passwords", [(), ("wrong",)])
    def test_without_the_right_one_the_advice_says_what_to_do(self, passwords: tuple[str, ...]) -> None:
        with pytest.raises(ReadError) as caught:
            read(self.encrypted(), name="x.pdf", passwords=passwords)
        assert caught.value.category is FailureCategory.ENCRYPTED
        assert "password" in caught.value.advice


@settings(max_examples=150, deadline=None)
@given(
    data=st.one_of(
        st.binary(max_size=400),
        st.text(max_size=400).map(lambda text: text.encode("utf-8", "ignore")),
        st.text(alphabet="<>/ab&;#*-_[]()|:\n `'\"", max_size=300).map(str.encode),
    ),
    suffix=st.sampled_from([".md", ".html", ".txt", ".rtf", ".xml", ".eml", ".docx", ".odt", ".epub", ""]),
)
def test_any_bytes_give_a_document_or_a_read_error(data: bytes, suffix: str) -> None:
    if read_or_error(data, "x" + suffix) is not None:
        return
    parsed = read(data, name="x" + suffix)
    assert [block.ordinal for block in parsed.blocks] == list(range(len(parsed.blocks)))
    assert all(block.text.strip() for block in parsed.blocks)
    assert all(block.cells for block in parsed.blocks if block.kind is BlockKind.TABLE)

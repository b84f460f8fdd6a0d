"""Texts in TEI XML, as GROBID and digital editions write them."""

from __future__ import annotations

from lxml import etree

from workingregions.corpus.records import MetadataValue, Parsed
from workingregions.ingest.blocks import Builder
from workingregions.ingest.formats.markup import MarkupReader, joined, language_of, person, text_of
from workingregions.ingest.formats.packages import parse_xml
from workingregions.ingest.hints import hint

_HEADER = ".//{*}teiHeader"


def read_tei(data: bytes) -> Parsed:
    """Return the blocks of a TEI text: title, abstract, divisions, captions, tables, notes, references.

    Raises:
        ReadError: the XML cannot be parsed.
    """
    root = parse_xml(data)
    builder = Builder()
    header = root if root.find(_HEADER) is None else root.find(_HEADER)
    title = _title(header) if header is not None else ""
    if header is not None:
        builder.hints += _hints(root, header, title)
    builder.heading(title, 1)
    reader = MarkupReader(builder, "tei")
    for abstract in root.iter("{*}abstract"):
        if text_of(abstract):
            builder.heading("Abstract", 2)
            reader.read(abstract, 2)
            builder.end_sections(2)
    for text in root.findall("{*}text") or list(root.iter("{*}text")):
        reader.read(text, 1)
    return builder.parsed()


def _title(header: etree._Element) -> str:
    titles = header.findall(".//{*}titleStmt/{*}title")
    main = [t for t in titles if t.get("type") in (None, "main")]
    return text_of(next(iter(main or titles), None))


def _hints(root: etree._Element, header: etree._Element, title: str) -> list[MetadataValue]:
    source = header.find(".//{*}sourceDesc/{*}biblStruct")
    record = header if source is None else source
    authors = list(record.iter("{*}author")) or list(header.iter("{*}author"))
    dates = [*header.findall(".//{*}publicationStmt/{*}date"), *record.findall(".//{*}imprint/{*}date")]
    language = header.find(".//{*}langUsage/{*}language")
    values = {
        "title": title,
        "authors": joined(_author(author) for author in authors),
        "date": next((d.get("when") or text_of(d) for d in dates if d.get("when") or text_of(d)), ""),
        "publisher": text_of(header.find(".//{*}publicationStmt/{*}publisher")),
        "journal": next((text_of(t) for t in record.iter("{*}title") if t.get("level") == "j"), ""),
        "doi": next((text_of(i) for i in header.iter("{*}idno") if i.get("type", "").upper() == "DOI"), ""),
        "keywords": joined(text_of(term) for term in header.iter("{*}term")),
        "language": language_of(root) if language is None else language.get("ident", ""),
    }
    return [one for key, value in values.items() for one in hint("markup", key, value, "TEI")]


def _author(author: etree._Element) -> str:
    name = author.find(".//{*}persName")
    if name is not None:
        return person(name)
    # An author element of GROBID may hold only an affiliation or an address.
    return "" if len(author) and author.find("{*}affiliation") is not None else text_of(author)

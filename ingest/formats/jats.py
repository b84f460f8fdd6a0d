"""Journal articles in JATS XML, as publishers and PubMed Central give them."""

from __future__ import annotations

from lxml import etree

from workingregions.corpus.records import MetadataValue, Parsed
from workingregions.ingest.blocks import Builder
from workingregions.ingest.formats.markup import MarkupReader, joined, language_of, person, text_of
from workingregions.ingest.formats.packages import parse_xml
from workingregions.ingest.hints import hint

_DATES = ("ppub", "collection", "pub", "epub", "epub-ppub", "preprint")
"""Kinds of publication date, in the order of preference in citations."""


def read_jats(data: bytes) -> Parsed:
    """Return the blocks of an article: title, abstract, sections, captions, tables, notes, references.

    Raises:
        ReadError: the XML cannot be parsed.
    """
    root = parse_xml(data)
    builder = Builder()
    articles = [root] if root.tag == "article" else list(root.iter("{*}article")) or [root]
    for article in articles:
        builder.hints += _hints(article) if article is articles[0] else []
        reader = MarkupReader(builder, "jats")
        builder.heading(text_of(article.find("{*}front//{*}article-title")), 1)
        for abstract in article.findall("{*}front//{*}abstract"):
            if abstract.find("{*}title") is None:
                builder.heading("Abstract", 2)
            reader.read(abstract, 2)
            builder.end_sections(2)
        for part in ("body", "back", "floats-group"):
            for element in article.findall(f"{{*}}{part}"):
                reader.read(element, 1)
    return builder.parsed()


def _hints(article: etree._Element) -> list[MetadataValue]:
    meta = article.find("{*}front/{*}article-meta")
    if meta is None:
        return []
    people = [c for c in meta.iter("{*}contrib") if c.get("contrib-type", "author") == "author"]
    values = {
        "title": text_of(meta.find(".//{*}article-title")),
        "authors": joined(
            person(n) for c in people for n in c.iter("{*}name", "{*}string-name", "{*}collab")
        ),
        "date": _date(meta),
        "journal": text_of(article.find(".//{*}journal-title")),
        "publisher": text_of(article.find(".//{*}publisher-name")),
        "doi": next((text_of(i) for i in meta.findall("{*}article-id") if i.get("pub-id-type") == "doi"), ""),
        "issn": text_of(article.find(".//{*}journal-meta/{*}issn")),
        "keywords": joined(text_of(keyword) for keyword in meta.iter("{*}kwd")),
        "language": language_of(article),
        "type": article.get("article-type", ""),
    }
    return [one for key, value in values.items() for one in hint("markup", key, value, "JATS")]


def _date(meta: etree._Element) -> str:
    dates = {d.get("pub-type") or d.get("date-type") or "pub": d for d in meta.findall("{*}pub-date")}
    chosen = next((dates[kind] for kind in _DATES if kind in dates), next(iter(dates.values()), None))
    if chosen is None:
        return ""
    parts = [text_of(chosen.find(f"{{*}}{part}")) for part in ("year", "month", "day")]
    numbers = parts[: next((n for n, part in enumerate(parts) if not part.isdigit()), 3)]
    return "-".join(part.zfill(2) for part in numbers)

"""Rules that propose the periodical in which a text appeared, or the owner of its DOI."""

from __future__ import annotations

import re
from collections.abc import Iterator

from workingregions.corpus.records import MetadataValue
from workingregions.ingest.metadata.clues import Clues
from workingregions.ingest.metadata.organisations import CITATION, CITING, cues, is_firm, proposed, trimmed
from workingregions.ingest.metadata.self_citation import self_citations
from workingregions.ingest.text import alternatives, find_dates, find_dois, key, table

_VOLUME = re.compile(rf"[,.]?\s*(?:{alternatives('volume_sign')})")
_PERIODICAL = re.compile(
    rf"^(?:{alternatives('periodical_first')})\s(?:of|on|for|de|der|des|für|di|van)\b|\b(?:{alternatives('periodical_last')})$"
)
_ISSUE = re.compile(r"\b(?:vol|volume|no|nr|number|issue|heft|jg)\b\.?\s*\d|\b\d{1,2}/(?:19|20)?\d\d\b", re.I)


def by_doi(clues: Clues) -> Iterator[MetadataValue]:
    """Yield the registrant of the text's own DOI."""
    prefixes = table("publishers.yaml")["doi_prefixes"]
    hinted = " ".join(hint.value for hint in clues.stated("identifiers"))
    margins = [line for line, pages in clues.margins if pages > 1 or line.page <= clues.page + 1]
    for text, line in [(hinted, None), *((line.text, line) for line in [*clues.first(), *margins])]:
        for doi in find_dois(text)[:1]:
            if name := prefixes.get(doi.split("/")[0]):
                yield proposed(name, "DOI prefix", 0.55, line)
                return


def by_journal(clues: Clues) -> Iterator[MetadataValue]:
    """Yield the words before a volume number, in a running line or on the first page: a journal's name."""
    margins = [(line, 0.35) for line, pages in clues.margins if pages > 1 or line.page == clues.page]
    for line, confidence in [*margins, *((line, 0.3) for line in clues.first() if line.kind not in CITING)]:
        match = _VOLUME.search(line.text)
        if match and len(line.text) <= 160 and not CITATION.match(line.text):
            name = trimmed(re.sub(r"^(?:\d+\s+|(?:[Ii]n|[Ii]m):?\s+)", "", line.text[: match.start()]))
            name = name.title() if name.isupper() and len(name) > 6 else name
            words = [word for word in name.split() if len(word) > 3]
            if (
                1 <= len(name.split()) <= 10
                and words
                and all(word[:1].isupper() for word in words)
                and not re.search(r"\d|\bet al\b|:|\.\s|[?!“”\"]|,.*,", name)
            ):
                yield proposed(name, "journal line", confidence if len(name.split()) > 1 else 0.15, line)


def by_periodical(clues: Clues) -> Iterator[MetadataValue]:
    """Yield a magazine's or gazette's name at the head or foot of the first page, near its issue's date."""
    margins = [line for line, pages in clues.margins if pages > 1 or line.page == clues.page]
    for line in margins[:12]:
        if _VOLUME.search(line.text):
            continue  # see by_journal
        text = re.sub(r"[|•·●–—].*|\W*\b\d[\d/.–-]*\b\W*", " ", line.text).strip()
        dates = find_dates(line.text, clues.latest)
        text = trimmed(text if not dates else line.text[: dates[0].start] or text)
        capital = all(word[:1].isupper() for word in text.split() if len(word) > 3)
        dated = any(_ISSUE.search(other.text) or find_dates(other.text, clues.latest) for other in margins)
        if dated and capital and 2 <= len(text.split()) <= 8 and _PERIODICAL.search(text.title()):
            yield proposed(text, "periodical's running line", 0.3, line)


def by_citation(clues: Clues) -> Iterator[MetadataValue]:
    """Yield where the text states it appeared, when it gives its own citation."""
    for reference, line in self_citations(clues):
        source = re.split(
            r",?\s(?:\d|[Vv]ol\b|pp?\.|S\.|DOI|doi|https?:|Jg\.|Heft)|\.\s|\s\(", reference.source
        )[0]
        name = trimmed(source)
        if 1 <= len(name.split()) <= 10 and name[:1].isupper() and re.search(r"\d", reference.source):
            yield proposed(name, "citation of itself", 0.4 if len(name.split()) > 1 else 0.1, line)


def is_publishing_house(name: str) -> bool:
    """Return whether a name is that of who published an article, not of the journal in which it appeared."""
    houses = table("publishers.yaml")["doi_prefixes"].values()
    body = is_firm(name) or bool(cues("organisations").search(key(name)))
    return name in houses or (body and not _PERIODICAL.search(name))

"""The engine: Hayagriva, the citation processor of Typst, read through Typst's export of HTML.

Typst calls that export experimental, so its version is pinned and each style has golden tests. What the
engine returns is tidied where its styles need what it does not do (pages, doubled stops) before the words of
the documents are put in, so that tidying cannot touch them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import quote

from lxml import html

from workingregions.corpus.files import data
from workingregions.reports.citing.marks import PRIVATE, Marks
from workingregions.reports.citing.offered import Kind, Style
from workingregions.reports.citing.runs import Rich, Run
from workingregions.reports.typesetting import typeset

OPEN, CLOSE = "\ue000", "\ue001"
"""Around the pages of a citation."""
ITALIC, ROMAN = "\ue002", "\ue003"
LINK, UNLINK = "\ue004", "\ue005"
"""Around a citation in the text; after LINK stands the place of its reference, after that STOP."""
STOP = "\ue006"

Listed = tuple[str, str, Rich]
"""An entry of the bibliography: id of the document, number, reference."""


def formatted(marks: Marks, groups: Sequence[Sequence[tuple[str, str]]]) -> tuple[list[Rich], list[Listed]]:
    """Return the citations of groups of (document id, pages), and the entries of the bibliography."""
    page = html.document_fromstring(_called(marks, groups))
    items = page.findall(".//section[@role='doc-bibliography']//li")
    listed = [_listed(marks, _marked(item)) for item in items]
    keys = {item.get("id", ""): key for item, (key, _, _) in zip(items, listed, strict=True)}
    if marks.style.kind is Kind.NOTES:
        notes = page.findall(".//section[@role='doc-endnotes']//li")
        found = [_marked(note, skip="sup") for note in notes]
    else:
        found = [_marked(group) for group in page.iterfind(".//p[@class='cite']")]
    texts = [_told_apart(marks, text, keys) for text in found]
    return [_rich(marks, tidied(marks, text), keys) for text in texts], listed


def _called(marks: Marks, groups: Sequence[Sequence[tuple[str, str]]]) -> str:
    job = {
        "style": marks.style.engine,
        "region": marks.style.region,
        "groups": [
            [(marks.names[key], f"{OPEN}{pages}{CLOSE}" if pages else "") for key, pages in group]
            for group in groups
        ],
    }
    inputs = {"job": json.dumps(job), "references": json.dumps(marks.items, ensure_ascii=False)}
    template = data(__package__, "cite.typ").read_text(encoding="utf-8")
    return typeset(template, inputs, output="html").decode("utf-8")


def _marked(element: html.HtmlElement, skip: str = "") -> str:
    """Return the words of an element with signs for its formats."""
    return "".join([element.text or "", *(sign for child in element for sign in _signs(child, skip))])


def _signs(element: html.HtmlElement, skip: str) -> Iterator[str]:
    if element.tag != skip:
        before, after = _around(element)
        yield before
        yield element.text or ""
        for child in element:
            yield from _signs(child, skip)
        yield after
    yield element.tail or ""


def _around(element: html.HtmlElement) -> tuple[str, str]:
    if element.tag == "em":
        return ITALIC, ROMAN
    if element.tag == "a" and element.get("role") == "doc-biblioref":
        return f"{LINK}{element.get('href', '#')[1:]}{STOP}", UNLINK
    return "", ""


def _listed(marks: Marks, text: str) -> Listed:
    label = re.match(r"\[\d+\]", text) if marks.style.kind is Kind.NUMBERS else None
    body = text[label.end() :].lstrip() if label else text
    return marks.key_of(text), label[0] if label else "", _rich(marks, tidied(marks, body), {})


def tidied(marks: Marks, text: str) -> str:
    """Return what the engine wrote as its style wants it."""
    style = marks.style
    text = _YEAR.sub(lambda found: marks.years.shown(found[0]), text)
    text = _PAGES.sub(lambda found: _pages(found, style), text)
    if style.between:
        # A year alone goes on with the author before it.
        text = re.sub(
            rf"{UNLINK}, {LINK}(?=[^{STOP}]*{STOP}(?!\d{{4}}|n\.d\.))", f"{UNLINK}{style.between}{LINK}", text
        )
    for wrong, right in (*style.fixes, *_PUNCTUATION):
        text = re.sub(wrong, right, text)
    return _MARK_AND_STOP.sub(lambda found: _stopped(marks, found), text).strip()


def _pages(found: re.Match[str], style: Style) -> str:
    several = not found["pages"].isdigit()
    # A comma within the quotation marks before needs no other.
    before = " " if found["comma"] else style.before
    return f"{found['comma']}{before}{(style.pages if several else style.page).format(found['pages'])}"


def _told_apart(marks: Marks, text: str, keys: Mapping[str, str]) -> str:
    """Return a citation with the titles by which a style tells works of one author apart.

    The engine adds them too, but gives up where many authors have several works.
    """

    def told(found: re.Match[str]) -> str:
        key = keys.get(found["place"], "")
        title = marks.told_by_title(key)
        if not title or title in found["text"]:
            return found[0]
        named = f"“{title}”" if marks.is_part(key) else f"{ITALIC}{title}{ROMAN}"
        text, opened, pages = found["text"].partition(f", {OPEN}")
        return f"{LINK}{found['place']}{STOP}{text}, {named}{opened}{pages}{UNLINK}"

    return _CITATION.sub(told, text)


def _stopped(marks: Marks, found: re.Match[str]) -> str:
    """Return a mark with the sign after it, which words that end in a stop of their own do without."""
    ends = marks.words(found["mark"])[-1:] in tuple(".?!")
    return f"{found['all']}{found['signs']}" if ends else found[0]


def _rich(marks: Marks, text: str, keys: Mapping[str, str]) -> Rich:
    """Return a text with signs and marks as runs, with the words in place of the marks."""
    runs: list[Run] = []
    italic, link = False, ""
    for token in _TOKENS.finditer(text):
        match token.lastgroup:
            case "italic":
                italic = True
            case "roman":
                italic = False
            case "link":
                link = f"#{keys.get(token['place'], '')}"
            case "unlink":
                link = ""
            case "doi":
                doi = marks.words(token["number"])
                address = "https://doi.org/"
                shown = (address if token["doi"].startswith(address) else "") + doi
                runs.append(Run(shown, italic, address + quote(doi, safe="/:;()._-")))
            case "mark":
                runs.append(Run(marks.words(token["words"]), italic, link))
            case _:
                runs.append(Run(token[0], italic, link))
    return _joined(runs)


def _joined(runs: Sequence[Run]) -> Rich:
    """Return runs with those of one format put together."""
    joined: list[Run] = []
    for run in runs:
        last = joined[-1] if joined else None
        if last and (last.italic, last.link) == (run.italic, run.link):
            joined[-1] = Run(last.text + run.text, run.italic, run.link)
        else:
            joined.append(run)
    return tuple(run for run in joined if run.text)


_BETWEEN = f"([{ITALIC}{ROMAN}{LINK}{UNLINK}{STOP}]*)"
_PUNCTUATION = (
    (rf",{_BETWEEN}([.)])", r"\1\2"),
    (rf"\.{_BETWEEN}(?: ?\.)+", r".\1"),
    (r"[ \xa0]{2,}", " "),
)
"""What the engine doubles where a part of a reference is missing."""
_YEAR = re.compile(rf"{OPEN}.*?{CLOSE}|{LINK}.*?{STOP}|\d{{4}}")
"""A year, or what may hold other numbers, which stays."""
_CITATION = re.compile(rf"{LINK}(?P<place>[^{STOP}]*){STOP}(?P<text>[^{LINK}]*?){UNLINK}")
_PAGES = re.compile(rf"(?P<comma>(?:,”)?)(?:, |: ?| )?{OPEN}(?P<pages>.*?){CLOSE}")
_MARK_AND_STOP = re.compile(
    rf"(?P<all>[0-9A-Za-z]*(?P<mark>{PRIVATE}))(?P<signs>[{ITALIC}{ROMAN}{UNLINK}]*)(?:\.|,(?=”))"
)
_TOKENS = re.compile(
    rf"(?P<italic>{ITALIC})|(?P<roman>{ROMAN})|(?P<link>{LINK}(?P<place>[^{STOP}]*){STOP})|(?P<unlink>{UNLINK})"
    rf"|(?P<doi>(?:https://doi\.org/)?10\.1/(?P<number>{PRIVATE}))|(?P<mark>[0-9A-Za-z]*(?P<words>{PRIVATE}))"
    rf"|(?:(?!(?:https://doi\.org/)?10\.1/{PRIVATE}|[0-9A-Za-z]*{PRIVATE})[^{ITALIC}{ROMAN}{LINK}{UNLINK}])+"
)

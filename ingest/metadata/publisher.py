"""Rules that propose the publisher or issuing body."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache

from workingregions.corpus.enums import BlockKind
from workingregions.corpus.records import MetadataValue
from workingregions.ingest.metadata.clues import ClueLine, Clues
from workingregions.ingest.metadata.organisations import (
    CITATION,
    CITING,
    cues,
    is_firm,
    is_vague,
    organisations_in,
    trimmed,
)
from workingregions.ingest.metadata.people import names_in
from workingregions.ingest.metadata.self_citation import self_citations
from workingregions.ingest.metadata.vote import Choice
from workingregions.ingest.metadata.web import by_domain, by_name
from workingregions.ingest.text import (
    alternatives,
    cased,
    clean,
    find_dates,
    find_dois,
    fold,
    key,
    shorten,
    table,
)

_COPYRIGHT = re.compile(
    r"(?:©|\([cC]\)(?=\s?(?:19|20)\d\d)|\bcopyright(?:ed)?\b)[\s:©]*(?P<rest>.{3,160})", re.I
)
_RIGHTS = re.compile(rf"\b(?:{alternatives('rights')})\b.*", re.I | re.S)
_VOLUME = re.compile(rf"[,.]?\s*(?:{alternatives('volume_sign')})")
_ACADEMIC = re.compile(rf"\b(?:{alternatives('academic')})\b")
_ABOUT = re.compile(
    rf"(?:{alternatives('about')})\s+(?!us\b|this|uns\b|the (?:author|report|study))"
    r"(?:the\s+)?(?P<name>.{3,60})$",
    re.I,
)
_SCHEME = re.compile(r"\b(?:fund|programme|program|scheme|initiative|project|act|plan|strategy)s?$", re.I)
_CAPITAL = r"(?:[A-ZÀ-Þ0-9][\w&'’.-]*|of|for|and|the|de|der|des|für|und)"
_SELF = re.compile(
    rf"(?:The\s)?(?P<name>(?:{_CAPITAL}\s){{1,8}}{_CAPITAL})(?:\s\([^)]{{2,20}}\))?\s(?:{alternatives('says_of_itself')})\s"
)
_ADDRESS = re.compile(
    rf"(?:The\s)?(?P<name>(?:{_CAPITAL}\s){{1,8}}?{_CAPITAL}),\s"
    rf"(?:\d|[^,.]{{3,40}}(?:{alternatives('street')})\b).{{5,120}}\d"
)
_STATED = re.compile(
    rf"\b(?P<name>(?:{_CAPITAL}\s){{1,8}}?{_CAPITAL})(?:\s\([^)]{{2,20}}\))?\s(?:{alternatives('has_issued')})\sthis\b"
)
_PERIODICAL = re.compile(
    rf"^(?:{alternatives('periodical_first')})\s(?:of|on|for|de|der|des|für|di|van)\b|\b(?:{alternatives('periodical_last')})$"
)
_ISSUE = re.compile(r"\b(?:vol|volume|no|nr|number|issue|heft|jg)\b\.?\s*\d|\b\d{1,2}/(?:19|20)?\d\d\b", re.I)
_ROLE = re.compile(rf"\b(?:{alternatives('office')})\b")
_NAMED = re.compile(
    rf"\b(?:(?:[A-Z][\w&'’-]*|U\.S\.|of|for|and)\s){{1,5}}(?:{alternatives('body_last')})\b"
    rf"(?:\s(?:of|for)\s(?:the\s)?[A-Z][\w-]*(?:(?:,?\sand\s|,\s|\s)[A-Z][\w-]*){{0,3}})?"
    rf"|\b(?:{alternatives('body_first')}) (?:of|for) (?:[A-Z][\w-]*(?:,? and |, |\s)?){{1,5}}"
)


COVER_WORDS = 150
"""A first page with more words is not a cover."""


def publisher_candidates(clues: Clues) -> list[MetadataValue]:
    """Return every rule's proposals for the publisher, unordered."""
    rules = (
        _by_hint, _by_cue, _by_copyright, _by_lines, _by_section, _by_statement, _by_repetition,
        _by_affiliation, _by_body, by_name, by_domain, _by_doi, _by_journal, _by_periodical, _by_citation,
        _by_phrase,
    )  # fmt: skip
    return [candidate for rule in rules for candidate in rule(clues)]


def settled_name(choice: Choice, clues: Clues) -> str:
    """Return the full name of the chosen body, not in capitals.

    Another occurrence may add its legal form or its remit ("Wessex Bureau", "Wessex Bureau of Crafts"), or
    expand an acronym.
    """
    name = choice.members[0].value
    for member in choice.members:
        if key(member.value).endswith(" " + key(name)) and _is_common(name):
            name = member.value  # "City Council" was cut off from its city
            break
        more = key(member.value).removeprefix(key(name) + " ")
        if more != key(member.value) and (is_firm(more) or re.match(r"(?:of|for)\b", more)):
            name = member.value
            break
    if re.fullmatch(r"[A-Z]{3,7}", name) and name not in table("publishers.yaml")["domains"].values():
        name = _opened(name, clues.body) or name
    if name.isupper() and len(name) > 6:
        text = "\n".join([clues.body, *(line.text for line, _ in clues.margins)])
        forms = Counter(re.findall(rf"\b{re.escape(name)}\b", text, re.I))
        mixed = [(-n, form) for form, n in forms.items() if not form.isupper() and form[:1].isupper()]
        name = min(mixed)[1] if mixed else cased(name, text)
    return name


def _is_common(name: str) -> bool:
    """Return whether a name has no distinctive word: "City Council", "The Agency"."""
    return all(
        cues("organisations").fullmatch(word) or cues("public").fullmatch(word) or word == "the"
        for word in key(name).split()
    )


def _opened(acronym: str, text: str) -> str:
    """Return the words whose first letters form `acronym`, where `text` has it in parentheses after them."""
    small = {"of", "the", "and", "for", "de", "des", "du", "für", "und"}
    for match in re.finditer(rf"((?:[\w&'’-]+ ){{2,10}})\({re.escape(acronym)}\)", text):
        words = match[1].split()
        for start in range(len(words) - 2, -1, -1):
            letters = "".join(word[0] for word in words[start:] if word not in small)
            if letters == acronym and words[start][:1].isupper():
                return " ".join(words[start:])
    return ""


def _value(value: str, rule: str, confidence: float, line: ClueLine | None = None) -> MetadataValue:
    page, quote = (line.page, shorten(line.text)) if line else (None, "")
    return MetadataValue(
        field="publisher", value=value, rule=rule, confidence=confidence, page=page, quote=quote
    )


def _by_hint(clues: Clues) -> Iterator[MetadataValue]:
    for hint in clues.stated("publisher"):
        name = trimmed(hint.value)
        if len(name) > 1:
            yield MetadataValue(
                field="publisher", value=name, rule=hint.rule, confidence=hint.confidence, quote=hint.value
            )
    for hint in clues.stated("title"):
        # Web pages put the site's name after a bar in the title.
        if "HTML" in hint.rule and (match := re.search(r"\s[|–—·»]\s(?P<site>[^|]{3,60})$", hint.value)):
            yield MetadataValue(
                field="publisher",
                value=trimmed(match["site"]),
                rule="site name in title",
                confidence=0.45,
                quote=hint.value,
            )
    for hint in clues.stated("authors"):
        for name in organisations_in(hint.value):
            yield MetadataValue(
                field="publisher",
                value=name,
                rule=f"organisation in {hint.rule}",
                confidence=0.4,
                quote=hint.value,
            )


def _by_cue(clues: Clues) -> Iterator[MetadataValue]:
    """Yield the name after "Published by", "Herausgeber:" and similar words, except in citations."""
    for line in [*clues.cover, *clues.end]:
        if line.kind in CITING or (line not in clues.cover and CITATION.search(line.text)):
            continue
        for match in _cue_pattern().finditer(line.text[:1500]):
            name = re.split(
                r"[;|(]|\.\s|,\s\d|,?\s(?:in|on behalf|and available|as part)\s|\s\d{4}",
                match["rest"].strip(" :"),
            )[0]
            name = trimmed(name)
            body = bool(cues("organisations").search(key(name))) or name.isupper()
            clear = (
                "publi" in match.group().lower() or "heraus" in match.group().lower() or len(line.text) < 150
            )
            if name[:1].isupper() and 1 <= len(name.split()) <= 12 and not names_in(name, clues.common):
                yield _value(name, "published by", 0.55 if body and clear else 0.45 if clear else 0.1, line)


@cache
def _cue_pattern() -> re.Pattern[str]:
    cues = sorted(table("publishers.yaml")["published_by"], key=lambda cue: (-len(cue), cue))
    return re.compile(
        r"(?:^|[\s(])(?:"
        + "|".join(cues)
        + r")\s*:?\s+(?:the\s+|le\s+|la\s+|das\s+|der\s+|dem\s+)?(?P<rest>[^\n]{3,120})",
        re.I,
    )


def _by_copyright(clues: Clues) -> Iterator[MetadataValue]:
    margins = [line for line, _ in clues.margins]
    for line in [*clues.cover, *clues.end, *margins]:
        if match := _COPYRIGHT.search(line.text):
            rest = re.split(r"[.;|•·](?:\s|$)|https?:|www\.", _RIGHTS.sub("", match["rest"]))[0]
            name = trimmed(re.sub(r"^[\W\d]+|\b(?:19|20)\d\d\b", " ", rest))
            # The Crown holds the rights in publications of British government departments.
            others = re.search(r"\bauthor|\bet al\b|^(?:crown|parliamentary)\b", name, re.I)
            if name[:1].isupper() and 1 <= len(name.split()) <= 10 and not others:
                yield _value(name, "copyright line", 0.55 if not names_in(name, clues.common) else 0.15, line)


def _by_lines(clues: Clues) -> Iterator[MetadataValue]:
    """Yield names of organisations by themselves on the first pages, the last page and in the margins."""
    first = clues.first()
    if not clues.pages:
        first = list({line.block.ordinal: line for line in [*first[:3], *clues.end[-3:]]}.values())
    named = [
        (name, rank, line)
        for line in first
        if line.kind is not BlockKind.TABLE and len(line.text) <= 160
        for rank, name in enumerate(organisations_in(line.text))
    ]
    wordy = clues.pages and sum(line.text.count(" ") for line in first) > COVER_WORDS
    edges = [*first[:6], *first[-4:]]
    for name, rank, line in named:
        # A university is more often where an author works; a large line is more often the title; and many
        # bodies on one page are partners or examples.
        confidence = 0.15 if _ACADEMIC.search(fold(name)) else 0.25 if line.size > 2.5 else 0.4
        confidence = min(confidence, 0.2 if len(named) > 4 or is_vague(name) else 0.4 if clues.pages else 0.3)
        if wordy and line not in edges:
            confidence = min(confidence, 0.15)  # in a chart or a list within the text
        if not _ends_as_name(name, clues):
            confidence = 0.08
        # The parent body comes before its offices.
        above = 0.02 if line is named[0][2] and confidence > 0.3 else 0.0
        confidence = round(confidence + above - 0.1 * min(rank, 1), 2)
        yield _value(name, "organisation on first page", confidence, line)
    for line, pages in clues.margins[:12]:
        for rank, name in enumerate(organisations_in(line.text)):
            confidence = (0.4 if pages > 2 and not is_vague(name) else 0.2) - 0.1 * min(rank, 1)
            yield _value(name, "organisation in running line", round(confidence, 2), line)
    second = [
        line for line in clues.cover if line.page == clues.page + 1 and clues.pages > 4 and not clues.slides
    ]
    for lines, rule, confidence in (
        (second, "second page", 0.25),
        (clues.end if clues.pages > 1 else (), "last page", 0.2),
    ):
        for line in lines:
            for name in organisations_in(line.text)[:1] if len(line.text) <= 90 else ():
                yield _value(name, f"organisation on {rule}", confidence, line)


def _ends_as_name(name: str, clues: Clues) -> bool:
    """Return whether a name ends in a word for a body, or in one that the text never writes in lower case.

    "Company Recruitment" or "Government Position" has such a word, but is about something else.
    """
    folded = key(name)
    last = folded.split()[-1]
    remit = any(
        re.match(r" (?:of|for|on|de|des|du|del|fur|und|van)\b", folded[m.end() :])
        for m in cues("organisations").finditer(folded)
    )
    return remit or bool(cues("organisations").search(last)) or last not in clues.common or len(last) < 4


def _by_section(clues: Clues) -> Iterator[MetadataValue]:
    """Yield the name in "About Invest Wessex", "X is an independent ..." and before an address at the end."""
    for line in [*clues.cover, *clues.end]:
        match = _ABOUT.match(line.text) if len(line.text) < 80 else None
        if match and match["name"][:1].isupper() and len(match["name"].split()) <= 6:
            if _SCHEME.search(match["name"]):
                continue
            yield _value(trimmed(match["name"]), "about section", 0.4, line)
    for line in clues.end[-8:]:
        match = _SELF.match(line.text) or _ADDRESS.match(line.text)
        if (
            match
            and not find_dates(line.text[:60], clues.latest)
            and line.kind not in CITING
            and 2 <= len(match["name"].split()) <= 9
            and key(match["name"]).split()[0] not in table("publishers.yaml")["not_first"]
        ):
            confidence = 0.4 if cues("organisations").search(key(match["name"])) else 0.3
            yield _value(trimmed(match["name"]), "imprint on last page", confidence, line)


def _by_statement(clues: Clues) -> Iterator[MetadataValue]:
    """Yield the body that the text names as having published "this"."""
    for line in [*clues.cover, *clues.end]:
        match = _STATED.search(line.text) if line.kind not in CITING else None
        if match and cues("organisations").search(key(match["name"])):
            yield _value(trimmed(match["name"]), "says it published this", 0.4, line)


def _by_repetition(clues: Clues) -> Iterator[MetadataValue]:
    """Yield a short line beside the title that recurs in a margin or begins a line of the last page."""
    title = key(" ".join(hint.value for hint in clues.stated("title")))
    elsewhere = [key(line.text) for line, pages in clues.margins if line.page != clues.page or pages > 1]
    elsewhere += [key(line.text).removeprefix("the ") for line in clues.end[-8:] if line.page != clues.page]
    for line in clues.first()[:10]:
        name = key(line.text)
        words = name.split()
        capital = all(word[:1].isupper() or len(word) < 4 for word in line.text.split())
        plain = 2 <= len(words) <= 8 and line.size < 1.6 and not re.search(r"[\d:?!@]", line.text)
        if plain and capital and name not in title and any(other.startswith(name) for other in elsewhere):
            yield _value(trimmed(line.text), "repeated imprint", 0.35, line)


def _by_affiliation(clues: Clues) -> Iterator[MetadataValue]:
    """Yield, on slides, the speaker's place of work, which is beside the name on the first page."""
    for line in clues.first()[:8] if clues.slides else ():
        office, comma, after = line.text.rpartition(", ")
        if comma and _ROLE.search(fold(office)) and organisations_in(after):
            yield _value(organisations_in(after)[0], "speaker's place of work", 0.4, line)
            continue
        words = line.text.split()
        for cut in range(len(words) - 1, 0, -1):
            name = " ".join(words[cut:])
            if (
                _ROLE.search(fold(" ".join(words[:cut])))
                and organisations_in(name)
                and _ROLE.search(fold(words[cut - 1]))
            ):
                yield _value(name, "speaker's place of work", 0.4, line)
                break


def _by_body(clues: Clues) -> Iterator[MetadataValue]:
    """Yield the body that a short text names most often: weak, and only where it is clearly first."""
    names: Counter[str] = Counter()
    for match in _NAMED.finditer(clues.body[:30_000]):
        names[clean(match.group())] += 1
    ranked = sorted(names.items(), key=lambda item: (-item[1], item[0]))
    if ranked and ranked[0][1] >= 2 and (len(ranked) == 1 or ranked[0][1] > ranked[1][1]):
        yield _value(ranked[0][0], "named most often", round(min(0.1 + 0.02 * ranked[0][1], 0.2), 2))


def _by_doi(clues: Clues) -> Iterator[MetadataValue]:
    """Yield the registrant of the text's own DOI."""
    prefixes = table("publishers.yaml")["doi_prefixes"]
    hinted = " ".join(hint.value for hint in clues.stated("identifiers"))
    margins = [line for line, pages in clues.margins if pages > 1 or line.page <= clues.page + 1]
    for text, line in [(hinted, None), *((line.text, line) for line in [*clues.first(), *margins])]:
        for doi in find_dois(text)[:1]:
            if name := prefixes.get(doi.split("/")[0]):
                yield _value(name, "DOI prefix", 0.55, line)
                return


def _by_journal(clues: Clues) -> Iterator[MetadataValue]:
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
                yield _value(name, "journal line", confidence if len(name.split()) > 1 else 0.15, line)


def _by_periodical(clues: Clues) -> Iterator[MetadataValue]:
    """Yield a magazine's or gazette's name at the head or foot of the first page, near its issue's date."""
    margins = [line for line, pages in clues.margins if pages > 1 or line.page == clues.page]
    for line in margins[:12]:
        if _VOLUME.search(line.text):
            continue  # see _by_journal
        text = re.sub(r"[|•·●–—].*|\W*\b\d[\d/.–-]*\b\W*", " ", line.text).strip()
        dates = find_dates(line.text, clues.latest)
        text = trimmed(text if not dates else line.text[: dates[0].start] or text)
        capital = all(word[:1].isupper() for word in text.split() if len(word) > 3)
        dated = any(_ISSUE.search(other.text) or find_dates(other.text, clues.latest) for other in margins)
        if dated and capital and 2 <= len(text.split()) <= 8 and _PERIODICAL.search(text.title()):
            yield _value(text, "periodical's running line", 0.3, line)


def _by_citation(clues: Clues) -> Iterator[MetadataValue]:
    """Yield where the text states it appeared, when it gives its own citation."""
    for reference, line in self_citations(clues):
        source = re.split(
            r",?\s(?:\d|[Vv]ol\b|pp?\.|S\.|DOI|doi|https?:|Jg\.|Heft)|\.\s|\s\(", reference.source
        )[0]
        name = trimmed(source)
        if 1 <= len(name.split()) <= 10 and name[:1].isupper() and re.search(r"\d", reference.source):
            yield _value(name, "citation of itself", 0.4 if len(name.split()) > 1 else 0.1, line)


def _by_phrase(clues: Clues) -> Iterator[MetadataValue]:
    """Yield the body whose characteristic phrases occur in the first pages and the title."""
    titles = " ".join(hint.value for hint in clues.stated("title"))
    text = fold(titles + "\n" + clues.front_text()[:5000])
    for body, patterns in table("publishers.yaml")["formulas"].items():
        if re.search("|".join(patterns), text):
            yield MetadataValue(field="publisher", value=body, rule="formula", confidence=0.6)
    for body, patterns in table("publishers.yaml")["phrases"].items():
        count = len(re.findall("|".join(patterns), text))
        if count:
            yield MetadataValue(
                field="publisher", value=body, rule="phrase", confidence=round(min(0.12 * count, 0.45), 3)
            )

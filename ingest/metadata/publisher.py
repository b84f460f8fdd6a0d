"""The publisher or issuing body: all rules' proposals, and the name of the one that was chosen."""

from __future__ import annotations

import re
from collections import Counter

from workingregions.corpus.records import MetadataValue
from workingregions.ingest.metadata.clues import Clues
from workingregions.ingest.metadata.imprint import (
    by_client,
    by_copyright,
    by_cue,
    by_hint,
    by_phrase,
    by_section,
    by_statement,
)
from workingregions.ingest.metadata.letterhead import by_affiliation, by_body, by_lines, by_repetition
from workingregions.ingest.metadata.organisations import cues, is_body_name, is_firm, proposed, trimmed
from workingregions.ingest.metadata.periodical import by_citation, by_doi, by_journal, by_periodical
from workingregions.ingest.metadata.vote import Choice
from workingregions.ingest.metadata.web import by_domain, by_name
from workingregions.ingest.text import alternatives, cased, key, table

_OWN = re.compile(
    rf"(?P<name>(?:[\w&.-]+ ){{0,4}}[\w&.-]+)['’]s? (?:\w+ )?(?:{alternatives('own_paper')})\b", re.I
)


def publisher_candidates(clues: Clues, title: str) -> list[MetadataValue]:
    """Return every rule's proposals for the publisher, unordered, given the title chosen before."""
    stated = (
        by_hint, by_cue, by_client, by_copyright, by_statement, by_phrase, by_doi, by_journal, by_periodical,
        by_citation,
    )  # fmt: skip
    seen = (by_lines, by_section, by_repetition, by_affiliation, by_body, by_name, by_domain)
    guessed = [candidate for rule in seen for candidate in rule(clues)]
    if own := _OWN.match(title):
        # "Wessex Council's response to the strategy" is a paper of the council.
        guessed.append(proposed(trimmed(own["name"]), "owner in the title", 0.3, None, title))
    bodies = [candidate for candidate in guessed if is_body_name(candidate.value)]
    return [*bodies, *(candidate for rule in stated for candidate in rule(clues))]


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

"""Publishers by web and e-mail addresses, and by file names that contain a known domain."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from workingregions.corpus.records import MetadataValue
from workingregions.ingest.metadata.clues import ClueLine, Clues
from workingregions.ingest.metadata.organisations import CITATION, CITING, organisations_in
from workingregions.ingest.text import key, shorten, squeezed, table

_HOST = re.compile(
    r"(?:https?://|www\.|@)([\w-]+(?:\.[\w-]+)*\.[a-z]{2,6})\b|(?<![\w.@/])([a-z][\w-]{2,}(?:\.(?:co|org|gov))?\.(?:com|org|eu|gov|uk|de|fr|fi|nl|es|it|se))\b",
    re.I,
)


_BAR = re.compile(r"\s+(?:[|–—·•»«:-]|::|&raquo;)\s+")


def without_site(title: str, clues: Clues) -> str:
    """Return the title of a web page without the name of its site, before or after a bar or a dash.

    A part is the site's when the file names it as publisher, when it is only an organisation's name, or
    when another part is a heading of the page.
    """
    parts = [part for part in _BAR.split(title) if part.strip()]
    if len(parts) < 2:
        return title
    headings = {key(line.text) for line in clues.first() if line.level}
    if key(title) in headings:
        return title
    if shown := [part for part in parts if key(part) in headings]:
        return max(shown, key=len)
    sites = {key(hint.value) for hint in clues.stated("publisher")}
    own_parts = [
        p for p in parts if key(p) not in sites and not any(key(n) == key(p) for n in organisations_in(p))
    ]
    if len(own_parts) == len(parts):
        return title
    return (
        max(own_parts, key=lambda part: (len(part.split()) > 1, -parts.index(part))) if own_parts else title
    )


def by_name(clues: Clues) -> Iterator[MetadataValue]:
    """Yield a word of the file's name that is the domain of a known body: "oecd-regions-2014.pdf"."""
    words = set(key(clues.stem).split())
    for domain, owner in table("publishers.yaml")["domains"].items():
        label = domain.split(".")[-2] if "." in domain else domain
        if (
            len(label) > 3
            and label in words
            and not label.isdigit()
            and label not in table("publishers.yaml")["common_labels"]
        ):
            yield MetadataValue(
                field="publisher", value=owner, rule="file name", confidence=0.25, quote=clues.stem
            )


def by_domain(clues: Clues) -> Iterator[MetadataValue]:
    """Yield the owners of addresses in imprints, margins and contact lines; cited addresses hardly count."""
    seen: Counter[str] = Counter()
    where: dict[str, ClueLine | None] = {}
    places: list[tuple[str, ClueLine | None, float]] = [
        (hint.value, None, 3.0) for hint in clues.hints if hint.field in ("url", "source")
    ]
    places += [(line.text, line, 1.0 if pages > 1 else 0.3) for line, pages in clues.margins]
    places += [
        (line.text, line, 1.0 if len(line.text) < (150 if clues.pages else 80) else 0.25)
        for line in (*clues.cover, *clues.end)
    ]
    for text, line, weight in places:
        if line is not None and (line.kind in CITING or CITATION.search(text)):
            continue
        for match in _HOST.finditer(text[:3000]):
            if host := _known_host(match[1] or match[2]):
                seen[host] += round(100 * (max(weight, 0.5) if "@" in match.group() else weight))
                where.setdefault(host, line)
    for match in _HOST.finditer(clues.body[:200_000]):
        if "@" in match.group() and (host := _known_host(match[1] or match[2])):
            seen[host] += 25
            where.setdefault(host, None)
    total = sum(seen.values())
    for host, count in sorted(seen.items(), key=lambda item: (-item[1], item[0]))[:5]:
        if name := _owner(host, clues) or _spelled(host, clues):
            # One link in running text proves little; a contact line or a hint counts in full.
            confidence = (0.15 + 0.3 * count / total) * min(1.0, count / 100)
            line = where[host]
            yield MetadataValue(
                field="publisher",
                value=name,
                rule="web address",
                confidence=round(confidence, 3),
                page=line.page if line else None,
                quote=shorten(line.text) if line else host,
            )


def _known_host(host: str) -> str:
    """Return the host without "www.", or nothing when it belongs to a platform."""
    host = host.lower().removeprefix("www.")
    hosts = table("publishers.yaml")["hosts"]
    return "" if any(host == h or host.endswith("." + h) for h in hosts) else host


def _owner(host: str, clues: Clues) -> str:
    """Return the body listed for `host` or the nearest domain above it.

    A name under gov.uk that is not in the table is a local council's, if the text names the council, or
    the place several times.
    """
    domains = table("publishers.yaml")["domains"]
    labels = host.split(".")
    domain = next((d for i in range(len(labels) - 1) if (d := ".".join(labels[i:])) in domains), "")
    if domain == "gov.uk" and len(labels) > 2:
        place = labels[-3].replace("-", " ").title()
        if place.lower() in table("publishers.yaml")["county_councils"]:
            return f"{place} County Council"
        kind = re.search(
            rf"\b{re.escape(place)} (?:County|City|Borough|District|Metropolitan Borough) Council\b",
            clues.body,
        )
        if kind:
            return kind.group()
        # The text mentions the place; bodies that are not councils are in the table or have other names.
        return f"{place} Council" if len(re.findall(rf"\b{re.escape(place)}\b", clues.body)) > 2 else ""
    return str(domains.get(domain, ""))


def _spelled(host: str, clues: Clues) -> str:
    """Return the words of the text that spell the host's name: investwessex.org, "Invest Wessex"."""
    generic = {"com", "co", "org", "gov", "net", "eu", "uk", "de", "fr", "ac", "edu", "int", "info", "biz"}
    labels = [label for label in host.split(".") if label not in generic and len(label) > 2]
    if not labels:
        return ""
    target = squeezed(labels[-1])
    if host.endswith((".edu", ".ac.uk")):
        return ""  # an author's address, hardly ever the publisher's
    tokens = re.findall(r"\b\w[\w&'’.-]*", clues.body[:60_000])
    forms: Counter[str] = Counter()
    keys = [squeezed(token) for token in tokens]
    for start, begin in enumerate(keys):
        if not begin or not target.startswith(begin):
            continue
        spelled = ""
        for end in range(start, min(start + 6, len(keys))):
            spelled += keys[end]
            if spelled == target and tokens[start][:1].isupper():
                form = " ".join(tokens[start : end + 1])
                forms[re.sub(r"['’]s$|[.,;:-]+$", "", form)] += 1
            if len(spelled) >= len(target):
                break
    best = sorted(forms.items(), key=lambda item: (-item[1], item[0]))
    name = best[0][0] if best else ""
    return "" if "." in name or key(name) in clues.common else name

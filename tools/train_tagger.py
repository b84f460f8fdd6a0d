"""Train the tagger of names and write nlp/tagger/data/tagger.npz (about 10 MB).

    python tools/train_tagger.py SHARED [--out nlp/tagger/data/tagger.npz] [--folds FOLDER]

The network is the default encoder (MiniLM, Wang et al. 2020) with an embedding of word shapes and three
heads: names (BIO labels), type and scale of institutions. It learns twice: from public corpora and filled
sentences, then also from pages annotated by readers (half A only). With --folds it is also trained three
times without a third of the documents, and its output for these is kept there: the classifier of candidate
names must learn from scores for text that the tagger has not seen. It prints the span F1 of each. Seeds are
fixed; training takes about 15 minutes on two cores, 30 with the folds.
"""

from __future__ import annotations

import argparse
import copy
import random
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from annotated_pages import HERE, pages, read
from tagger_corpora import Example, LabelledName, Writer, completed, corpus, joined, page_examples, written
from torch import Tensor, nn
from transformers import AutoModel

from workingregions.nlp.tagger.tagger import LABELS, SCALES, TYPES, decode
from workingregions.nlp.tagger.windows import SHAPES, Window, windows
from workingregions.nlp.transformer import default_folder

SEED = 20
FOLDS = 3
BATCH = 3200
"""Pieces in a step."""
FIRST = (3, 2e-4)
"""Passes over the corpora and the highest learning rate."""
SECOND = (2, 1.5e-4)
OFTEN = 2
"""Number of times that each annotated page is seen in a pass."""
IGNORED = -100


class TaggerModule(nn.Module):
    """Encoder, shapes and heads."""

    def __init__(self) -> None:
        super().__init__()
        self.encoder = AutoModel.from_pretrained(default_folder(), add_pooling_layer=False)
        for weights in self.encoder.embeddings.parameters():
            weights.requires_grad = False
        self.shapes = nn.Embedding(SHAPES, 384)
        nn.init.normal_(self.shapes.weight, std=0.01)
        self.drop = nn.Dropout(0.1)
        self.heads = nn.ModuleList(nn.Linear(384, size) for size in (len(LABELS), len(TYPES), len(SCALES)))

    def forward(self, ids: Tensor, shapes: Tensor, mask: Tensor) -> list[Tensor]:
        """Return logits of the three heads for ids, shapes and mask of shape (batch, pieces)."""
        given = self.encoder.embeddings.word_embeddings(ids) + self.shapes(shapes)
        out = self.encoder(inputs_embeds=given, attention_mask=mask).last_hidden_state
        out = self.drop(out)
        return [head(out) for head in self.heads]


class Sample:
    """A window with the answers for each piece: three rows of numbers."""

    def __init__(self, window: Window, example: Example) -> None:
        self.window = window
        self.answers = np.full((3, len(window.ids)), IGNORED)
        starts = {n.start: n for n in example.names}
        for (start, end), first in zip(window.words, window.firsts, strict=True):
            if any(s < end and start < e for s, e in example.unsure):
                continue
            self.answers[0, first] = 0
            name = next((n for n in example.names if n.start < end and start < n.end), None)
            if name is not None:
                begin = "B" if start in starts or start <= name.start else "I"
                self.answers[0, first] = LABELS.index(f"{begin}-{name.label}")
                if name.type:
                    self.answers[1, first] = TYPES.index(name.type)
                if name.scale:
                    self.answers[2, first] = SCALES.index(name.scale)


def samples(examples: Sequence[Example]) -> list[Sample]:
    """Return one sample per window."""
    return [Sample(window, example) for example in examples for window in windows(example.text)]


def batches(rows: Sequence[Sample], rng: random.Random) -> list[list[Sample]]:
    """Return batches of rows of similar length, in random order."""
    order = sorted(rows, key=lambda r: (len(r.window.ids) + rng.random() * 24, rng.random()))
    found: list[list[Sample]] = [[]]
    for row in order:
        if found[-1] and (len(found[-1]) + 1) * len(row.window.ids) > BATCH:
            found.append([])
        found[-1].append(row)
    rng.shuffle(found)
    return found


def tensors(batch: Sequence[Sample]) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """Return ids, shapes, mask and answers, padded."""
    width = max(len(row.window.ids) for row in batch)
    ids, shapes, mask = (torch.zeros(len(batch), width, dtype=torch.long) for _ in range(3))
    answers = torch.full((3, len(batch), width), IGNORED)
    for index, row in enumerate(batch):
        size = len(row.window.ids)
        ids[index, :size] = torch.tensor(row.window.ids)
        shapes[index, :size] = torch.tensor(row.window.shapes)
        mask[index, :size] = 1
        answers[:, index, :size] = torch.from_numpy(row.answers)
    return ids, shapes, mask, answers


def fit(network: TaggerModule, passes: Sequence[Sequence[Sample]], rate: float, rng: random.Random) -> None:
    """Fit with AdamW, warm-up and a linear decrease; `passes` has one list of samples per pass."""
    network.train()
    steps = [batch for rows in passes for batch in batches(rows, rng)]
    new = [*network.shapes.parameters(), *network.heads.parameters()]
    known = {id(p) for p in new}
    old = [p for p in network.parameters() if p.requires_grad and id(p) not in known]
    optimizer = torch.optim.AdamW(
        [{"params": old, "lr": rate}, {"params": new, "lr": 5 * rate}], weight_decay=0.01
    )
    warm = len(steps) // 15 + 1
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda n: min((n + 1) / warm, max(0.02, (len(steps) - n) / len(steps)))
    )
    started, total = time.monotonic(), 0.0
    for number, batch in enumerate(steps, 1):
        ids, shapes, mask, answers = tensors(batch)
        with torch.autocast("cpu", dtype=torch.bfloat16):
            outputs = network(ids, shapes, mask)
        loss = torch.zeros(())
        for logits, answer, weight in zip(outputs, answers, (1.0, 0.3, 0.2), strict=True):
            if (answer != IGNORED).any():
                loss = loss + weight * nn.functional.cross_entropy(logits.float().transpose(1, 2), answer)
        loss.backward()
        nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimizer.step()
        schedule.step()
        optimizer.zero_grad()
        total += float(loss)
        if number % 50 == 0 or number == len(steps):
            print(
                f"  {number}/{len(steps)}  loss {total / 50:.3f}  {time.monotonic() - started:.0f} s",
                flush=True,
            )
            total = 0.0


@torch.inference_mode()
def judged(network: TaggerModule, rows: Sequence[Sample]) -> list[list[np.ndarray]]:
    """Return the log probabilities of each window's pieces under the three heads."""
    network.eval()
    found = []
    for row in rows:
        ids, shapes, mask, _ = tensors([row])
        found.append(
            [torch.log_softmax(logits[0].float(), -1).numpy() for logits in network(ids, shapes, mask)]
        )
    return found


def save(network: TaggerModule, path: Path, held_out: Sequence[str]) -> None:
    """Write weights as nlp/tagger/network.py reads them: matrices in steps of a 127th of each row's largest
    weight, the rest in half precision. `held_out` names files that the network has not seen."""
    kept: dict[str, np.ndarray] = {"held_out": np.array(held_out, dtype=str)}
    for name, weights in network.state_dict().items():
        if name.startswith("encoder.embeddings"):
            continue
        values = weights.float().numpy()
        if name.startswith("encoder") and values.ndim == 2:
            step = np.maximum(np.abs(values).max(axis=1, keepdims=True), 1e-8) / 127
            kept[f"{name}.step"] = step[:, 0].astype(np.float32)
            kept[name] = np.round(values / step).astype(np.int8)
        else:
            kept[name] = values.astype(np.float16)
    path.parent.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(path, **kept)


def names(rows: Sequence[Sample], outputs: Sequence[list[np.ndarray]]) -> tuple[int, int, int]:
    """Return the numbers of right, predicted and true institutions; overlaps with an unsure span are
    ignored."""
    right = predicted = true = 0
    for row, (labels, _, _) in zip(rows, outputs, strict=True):
        window = row.window
        unsure = [w for w, f in zip(window.words, window.firsts, strict=True) if row.answers[0, f] == IGNORED]
        found = {(s, e) for s, e, kind in decode(window.words, labels[window.firsts]) if kind == "ORG"}
        found = {(s, e) for s, e in found if not any(s < b and a < e for a, b in unsure)}
        sure = np.full((len(window.words), len(LABELS)), -50, dtype=np.float32)
        answers = np.maximum(row.answers[0, window.firsts], 0)
        sure[np.arange(len(answers)), answers] = 0
        wanted = {(s, e) for s, e, kind in decode(window.words, sure) if kind == "ORG"}
        right, predicted, true = right + len(found & wanted), predicted + len(found), true + len(wanted)
    return right, predicted, true


def figures(title: str, counts: tuple[int, int, int]) -> None:
    """Print precision, recall and F1."""
    right, predicted, true = counts
    p, r = right / max(1, predicted), right / max(1, true)
    print(f"{title}: P {p:.3f}  R {r:.3f}  F1 {2 * p * r / max(1e-9, p + r):.3f}  ({true} names)", flush=True)


def first(shared: Path, rng: random.Random) -> tuple[TaggerModule, list[Example]]:
    """Return the network after the corpora, and their examples."""
    examples = completed([*corpus(shared / "bench", rng), *Writer(shared / "bench", rng)])
    network = TaggerModule()
    rounds = []
    for _ in range(FIRST[0]):
        rng.shuffle(examples)
        rounds.append(samples(joined(examples, rng)))
    fit(network, rounds, FIRST[1], rng)
    return network, examples


def filled_in(network: TaggerModule, examples: Sequence[Example]) -> None:
    """Give pages the network's own labels for all but institutions, which alone readers were asked about."""
    for example in examples:
        taken = [(n.start, n.end) for n in example.names] + example.unsure
        for row in samples([example]):
            labels = judged(network, [row])[0][0]
            example.names += [
                LabelledName(start, end, kind)
                for start, end, kind in decode(row.window.words, labels[row.window.firsts])
                if kind != "ORG" and all(end <= s or start >= e for s, e in taken)
            ]


def second(network: TaggerModule, seen: Sequence[Example], general: Sequence[Example]) -> TaggerModule:
    """Return a copy of the network trained on the pages, with some of the corpora so that it forgets
    nothing."""
    torch.manual_seed(SEED)
    rng = random.Random(SEED)
    network = copy.deepcopy(network)
    rows, rounds = samples(seen), []
    for _ in range(SECOND[0]):
        some = samples(joined(rng.sample(general, len(general) // 16), rng))
        rounds.append(rows * OFTEN + some)
    fit(network, rounds, SECOND[1], rng)
    return network


def main() -> None:
    """Train, print, write."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("shared", type=Path)
    parser.add_argument("--out", type=Path, default=HERE.parent / "nlp" / "tagger" / "data" / "tagger.npz")
    parser.add_argument("--folds", type=Path, help="folder for the output on held-out pages")
    options = parser.parse_args()
    torch.manual_seed(SEED)
    rng = random.Random(SEED)
    network, general = first(options.shared, rng)
    by_file = {}
    for file, known in pages(options.shared).items():
        bundle = read(options.shared, file)
        if bundle.document.language in ("", "en"):
            by_file[file] = list(page_examples(bundle, known))
    everything = [example for examples in by_file.values() for example in examples]
    rows = samples(everything)
    figures("pages, before learning from any", names(rows, judged(network, rows)))
    made_up = written()
    filled_in(network, everything + made_up)
    files = sorted(by_file)
    if options.folds:
        random.Random(SEED).shuffle(files)
        counts = np.zeros(3, dtype=int)
        for fold in range(FOLDS):
            out = set(files[fold::FOLDS])
            taught = second(
                network, made_up + [e for f in files if f not in out for e in by_file[f]], general
            )
            held = samples([e for f in sorted(out) for e in by_file[f]])
            counts += names(held, judged(taught, held))
            save(taught, options.folds / f"tagger-{fold}.npz", sorted(out))
        figures("pages held out", tuple(counts))
    save(second(network, made_up + everything, general), options.out, [])


if __name__ == "__main__":
    main()

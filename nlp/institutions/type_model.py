"""The type that a name suggests if no head word shows it: multinomial logistic regression (Cox 1958).

Trained by tools/train_institution_types.py on hashed words, word pairs, and beginnings and ends of words
(Weinberger et al. 2009); stored in data/type_model.npz, in steps of a 127th of the largest weight.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from functools import cache
from itertools import pairwise
from zlib import crc32

import numpy as np
import numpy.typing as npt

from workingregions.corpus.enums import InstitutionType
from workingregions.corpus.files import data

SLOTS = 1 << 14


def slots(words: Sequence[str], rule: str) -> list[int]:
    """Return the slots of a name's features.

    Args:
        words: the words of the name in lower case.
        rule: the result of the rules for the name and its ground.
    """
    features = {f"rule {rule}", f"count {min(len(words), 5)}"}
    for word in words:
        features.add(f"word {word}")
        if len(word) > 4:
            features |= {f"begins {word[:4]}", f"begins {word[:6]}", f"ends {word[-3:]}", f"ends {word[-4:]}"}
    features |= {f"pair {a} {b}" for a, b in pairwise(words)}
    if words:
        features |= {f"first {words[0]}", f"last {words[-1]}"}
    return sorted({crc32(feature.encode()) % SLOTS for feature in features})


@cache
def _weights() -> tuple[list[InstitutionType], npt.NDArray[np.float32], npt.NDArray[np.float32]]:
    """Return types, weights of shape (types, SLOTS) and biases of shape (types,)."""
    packed = data(__package__, "type_model.npz").read_bytes()
    with np.load(io.BytesIO(packed), allow_pickle=False) as raw:
        weights = raw["weights"].astype(np.float32) * np.float32(raw["step"])
        return [InstitutionType(name) for name in raw["types"]], weights, raw["biases"]


def log_odds(words: Sequence[str], rule: str) -> dict[InstitutionType, float]:
    """Return the log probability of each type; arguments as in `slots`."""
    types, weights, biases = _weights()
    scores = weights[:, slots(words, rule)].sum(axis=1) + biases
    scores -= scores.max()
    return dict(zip(types, (scores - np.log(np.exp(scores).sum())).tolist(), strict=True))

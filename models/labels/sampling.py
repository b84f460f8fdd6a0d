"""Which passages a coder is shown next: some at random, some that are uncertain, some unlike the others.

The random part measures, and no model learns from it. It is stratified by what the machine says, because a
rare theme is hardly ever met by chance, and ordered by a hash of passage and theme: two coders are shown the
same passages, and a queue that is asked for again goes on where it was left (permanent random numbers; B.
Rosen 1997, On sampling with probability proportional to size).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import TYPE_CHECKING

from workingregions.corpus.labels import Draw, Reason
from workingregions.models.labels.final import Final

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

STRATA = ("tagged", "possible", "rest")
"""Strata of the random part: what the machine tags, what it gave a score or names the theme, and the rest."""
TURNS = ("tagged", "rest", "possible", "rest")
"""The strata in turn: most of what a theme's recall depends on lies in the largest."""
MIX: Mapping[Reason, float] = {Reason.RANDOM: 0.5, Reason.UNCERTAIN: 0.25, Reason.DIVERSE: 0.25}
"""Shares of the parts of a queue."""
ALIKE = 0.95
"""Cosine from which two passages are so alike that a coder is shown only one of them, at random aside."""
POOL = 400
"""Uncertain passages that are looked through."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidates:
    """The passages that may be labelled for a theme.

    Attributes:
        ids: of the passages, n.
        vectors: of unit length, of shape (n, dimensions).
        scores: the machine's probability, shape (n,).
        possible: whether the machine kept a score or the theme is named, shape (n,).
        about: the probability from which a passage is tagged.
        survey: identifies the codebook and the model that gave the scores.
    """

    ids: Sequence[str]
    vectors: npt.NDArray[np.float32]
    scores: npt.NDArray[np.float64]
    possible: npt.NDArray[np.bool_]
    about: float
    survey: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A passage to be labelled, and why it is shown; `score` is the machine's."""

    passage: str
    draw: Draw
    score: float


def queue(
    theme: str,
    candidates: Candidates,
    finals: Mapping[str, Final],
    own: Set[str],
    n: int,
    mix: Mapping[Reason, float] = MIX,
) -> list[Shown]:
    """Return the next `n` passages for a coder, the kinds mixed; fewer if there are no more.

    Args:
        theme: its id.
        candidates: the passages.
        finals: the answers of all coders, by passage: those not drawn at random are not drawn any more.
        own: the passages that this coder has labelled.
        n: how many.
        mix: shares of the parts; the random part also fills up what the others lack.
    """
    taught = {p for p, final in finals.items() if not final.measures}
    measured = {p for p, final in finals.items() if final.measures}
    shares = {reason: round(n * mix.get(reason, 0.0)) for reason in (Reason.UNCERTAIN, Reason.DIVERSE)}
    # What comes next at random stays random: no other part may take it.
    reserve = _random(theme, candidates, taught, own, measured, max(2 * n, 60))
    closed = {shown.passage for shown in reserve} | measured | taught | own
    uncertain = _uncertain(candidates, closed, shares[Reason.UNCERTAIN])
    closed |= {shown.passage for shown in uncertain}
    diverse = _diverse(candidates, finals, closed, shares[Reason.DIVERSE])
    random = reserve[: max(n - len(uncertain) - len(diverse), 0)] if mix.get(Reason.RANDOM) else []
    return _mixed([random, uncertain, diverse])


def strata(candidates: Candidates) -> npt.NDArray[np.str_]:
    """Return the stratum of each candidate, shape (n,)."""
    import numpy as np

    tagged = candidates.scores >= candidates.about
    found: npt.NDArray[np.str_] = np.where(
        tagged, "tagged", np.where(candidates.possible, "possible", "rest")
    )
    return found


def _random(
    theme: str, candidates: Candidates, taught: Set[str], own: Set[str], measured: Set[str], n: int
) -> list[Shown]:
    """Return the next passages of the random part: the strata in turn, each in the order of its hashes."""
    of: dict[str, list[tuple[str, str, float]]] = {name: [] for name in STRATA}
    for ident, stratum, score in zip(candidates.ids, strata(candidates), candidates.scores, strict=True):
        if ident not in taught:
            of[str(stratum)].append((_number(theme, ident), ident, float(score)))
    orders: dict[str, Iterator[Shown]] = {}
    for name, members in of.items():
        draw = Draw(why=Reason.RANDOM, stratum=name, size=len(members), survey=candidates.survey)
        # Those that a colleague was shown come first, as only shared passages show agreement.
        ordered = sorted(members, key=lambda m: (m[1] not in measured, m[0]))
        orders[name] = iter([Shown(passage=p, draw=draw, score=s) for _, p, s in ordered if p not in own])
    shown: list[Shown] = []
    while orders and len(shown) < n:
        for name in TURNS:
            if name in orders:
                following = next(orders[name], None)
                if following is None:
                    del orders[name]
                else:
                    shown.append(following)
    return shown[:n]


def _number(theme: str, ident: str) -> str:
    return hashlib.sha256(f"{theme} {ident}".encode()).hexdigest()


def _uncertain(candidates: Candidates, closed: Set[str], n: int) -> list[Shown]:
    """Return the passages whose score is nearest to the threshold, without near repetitions."""
    import numpy as np

    order = np.argsort(np.abs(candidates.scores - candidates.about), kind="stable")
    draw = Draw(why=Reason.UNCERTAIN, survey=candidates.survey)
    kept: list[int] = []
    open_ = [int(i) for i in order if candidates.ids[i] not in closed][:POOL]
    for place in open_:
        if len(kept) >= n:
            break
        if not kept or float((candidates.vectors[kept] @ candidates.vectors[place]).max()) < ALIKE:
            kept.append(place)
    return [_shown(candidates, place, draw) for place in kept]


def _diverse(candidates: Candidates, finals: Mapping[str, Final], closed: Set[str], n: int) -> list[Shown]:
    """Return passages that may be about the theme, each the least like those labelled and chosen so far.

    Farthest-first traversal (O. Sener and S. Savarese 2018, Active learning for convolutional networks).
    """
    import numpy as np

    may = candidates.possible | (candidates.scores >= candidates.about)
    pool = np.array([bool(m) and i not in closed for m, i in zip(may, candidates.ids, strict=True)])
    places = np.flatnonzero(pool)
    if not n or not len(places):
        return []
    done = [i for i, ident in enumerate(candidates.ids) if ident in finals]
    anchor = candidates.vectors[done] if done else candidates.vectors[places].mean(axis=0, keepdims=True)
    near = (candidates.vectors[places] @ anchor.T).max(axis=1)
    draw = Draw(why=Reason.DIVERSE, survey=candidates.survey)
    shown = []
    for _ in range(min(n, len(places))):
        best = int(near.argmin())
        shown.append(_shown(candidates, int(places[best]), draw))
        near = np.maximum(near, candidates.vectors[places] @ candidates.vectors[places[best]])
        near[best] = np.inf
    return shown


def _shown(candidates: Candidates, place: int, draw: Draw) -> Shown:
    return Shown(passage=candidates.ids[place], draw=draw, score=float(candidates.scores[place]))


def _mixed(parts: Sequence[Sequence[Shown]]) -> list[Shown]:
    """Return the members of all parts, in turn, so that each is spread over the whole."""
    placed = [
        ((place + 0.5) / len(part), number, shown)
        for number, part in enumerate(parts)
        for place, shown in enumerate(part)
    ]
    return [shown for *_, shown in sorted(placed, key=lambda item: item[:2])]

"""The models that a project searches with: which they are, whether they load, and how well they do here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

from workingregions.corpus.config import EncoderSection
from workingregions.corpus.errors import ConfigError
from workingregions.corpus.store import without

if TYPE_CHECKING:
    import pandas as pd

    from workingregions.app.names import Pinned
    from workingregions.models.cross_encoder import CrossEncoder
    from workingregions.models.encoder import Encoder


OK = "ok"


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelRow:
    """A row of `View.models`.

    `role` is encoder or reranker; `model` what names it; `hash` a digest of its files; `runtime` where it
    runs; `used` whether the project is configured to use it; `state` ok, or why it cannot be used. `mrr`
    and `seconds` are measured on request: the mean reciprocal rank of passages sought by their heading, and
    seconds per passage (encoder) or per query (reranker).
    """

    role: str
    model: str
    hash: str
    runtime: str
    used: bool
    state: str
    mrr: float | None = None
    seconds: float | None = None


def models(pinned: Pinned, others: Sequence[str], measured: bool) -> pd.DataFrame:
    """See View.models."""
    import pandas as pd

    from workingregions.models.cross_encoder import CrossEncoder, is_cross_encoder
    from workingregions.models.encoder import DEFAULT, Encoder

    section, chosen = pinned.config.encoder, pinned.config.search.reranker
    scorers = [name for name in others if is_cross_encoder(pinned.root / name)]
    current = section.model or DEFAULT
    encoders = {
        name: Encoder.configured(EncoderSection(model=name, device=section.device), pinned.root)
        for name in dict.fromkeys([current, DEFAULT, *(name for name in others if name not in scorers)])
    }
    rerankers = {
        name: CrossEncoder(
            name,
            root=pinned.root,
            device=section.device,
            expected=pinned.config.search.reranker_hash if name == chosen else "",
        )
        for name in dict.fromkeys([*filter(None, [chosen]), *scorers])
    }
    rows = [_encoder(name, encoder, used=name == current) for name, encoder in encoders.items()]
    rows += [_reranker(name, found, used=name == chosen) for name, found in rerankers.items()]
    if measured:
        rows = _measured(pinned, rows, [*encoders.values()], [*rerankers.values()])
    return pd.DataFrame([asdict(row) for row in rows], columns=list(ModelRow.__slots__))


def _encoder(name: str, encoder: Encoder, *, used: bool) -> ModelRow:
    from workingregions.models.encoder import DEFAULT

    runtime = "openvino" if name == DEFAULT else "sentence-transformers"
    digest, state = _checked(lambda: (encoder.name, encoder.encode(["A test."])))
    return ModelRow(role="encoder", model=name, hash=digest, runtime=runtime, used=used, state=state)


def _reranker(name: str, reranker: CrossEncoder, *, used: bool) -> ModelRow:
    digest, state = _checked(lambda: (reranker.name, reranker.score("A test", ["A test."])))
    runtime = reranker.runtime if state == OK else ""
    return ModelRow(role="reranker", model=name, hash=digest, runtime=runtime, used=used, state=state)


def _checked(load: Callable[[], tuple[str, Any]]) -> tuple[str, str]:
    """Return the hash of a model, and ok or why it cannot be used."""
    try:
        name, _ = load()
    except ConfigError as error:
        return "", str(error)
    return str(name).rpartition("@")[2], OK


def _measured(
    pinned: Pinned, rows: list[ModelRow], encoders: Sequence[Encoder], rerankers: Sequence[CrossEncoder]
) -> list[ModelRow]:
    """Return the rows with figures; the rerankers read what the project's own encoder found."""
    from workingregions.models.search import measure_encoder, measure_reranker, trial

    columns = without("passages", "vector")
    test = trial(pinned.snapshot.records("passages", where="voice = 'body'", columns=columns))
    near = None
    done = []
    for row, model in zip(rows, [*encoders, *rerankers], strict=True):
        if row.state != OK or not test.queries:
            done.append(row)
            continue
        if row.role == "encoder":
            found, cosines = measure_encoder(test, model.encode)  # type: ignore[attr-defined]
            near = cosines if row.used or near is None else near
        else:
            assert near is not None
            found = measure_reranker(test, near, model)  # type: ignore[arg-type]
        done.append(replace(row, mrr=round(found.mrr, 3), seconds=round(found.seconds, 4)))
    return done

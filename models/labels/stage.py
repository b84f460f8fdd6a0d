"""The stage of themes with what was learnt: the tagger's scores, replaced where a theme has a model."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from workingregions.corpus.enums import Use
from workingregions.corpus.jsonfile import read_object
from workingregions.corpus.records import Bundle, Passage, ThemeScore
from workingregions.corpus.voices import takes
from workingregions.models.labels.classifier import ThemeModel
from workingregions.nlp.themes import KEEP, ThemeTagger

MODELS_FILE = "theme_models.json"


@dataclass(frozen=True, slots=True)
class Models:
    """The models of a project, and the fingerprint of what they were learnt from."""

    models: tuple[ThemeModel, ...] = ()
    basis: str = ""


def load_models(path: Path) -> Models:
    """Return the models in a file; none if it is missing or damaged, as they can be made again."""
    stored = read_object(path) or {}
    try:
        made = tuple(ThemeModel(**{**one, "weights": tuple(one["weights"])}) for one in stored["models"])
        return Models(made, str(stored["basis"]))
    except (KeyError, TypeError):
        return Models()


def scored_by(path: Path, theme: str, encoder: str) -> str:
    """Return the name of the model that scores a theme, "" where the tagger alone does."""
    kept = load_models(path).models
    return next((m.name for m in kept if m.theme == theme and m.encoder == encoder), "")


class LearntTagger:
    """The stage that scores passages against a codebook, with the models that coders' labels made.

    Args:
        tagger: the stage without models.
        models: one per theme at most.
        encoder: the name of the encoder; models of other vectors are not used.
    """

    def __init__(self, tagger: ThemeTagger, models: Sequence[ThemeModel], encoder: str) -> None:
        self.tagger = tagger
        self.name, self.version = tagger.name, tagger.version
        self.needs, self.gives = tagger.needs, tagger.gives
        self.models = tuple(model for model in models if model.encoder == encoder)

    @property
    def config(self) -> Mapping[str, object]:
        """That of the tagger, with a digest of the models if there are any."""
        if not self.models:
            return self.tagger.config
        text = json.dumps([[m.name, m.intercept, m.prior, *m.weights] for m in self.models])
        return {**self.tagger.config, "learnt": hashlib.sha256(text.encode()).hexdigest()[:16]}

    def __call__(self, bundle: Bundle) -> Bundle:
        """Return the bundle with theme scores for the passages in voices that themes take."""
        made = self.tagger(bundle)
        passages = [p for p in made.passages if takes(Use.THEMES, p.voice) and p.text.strip()]
        return replace(made, themes=tuple(self.applied(passages, made.themes)))

    def score(self, passages: Sequence[Passage]) -> list[ThemeScore]:
        """Return scores worth keeping: where a seed term is named or `about` is high enough."""
        return self.applied(passages, self.tagger.score(passages))

    def applied(self, passages: Sequence[Passage], scores: Sequence[ThemeScore]) -> list[ThemeScore]:
        """Return the tagger's scores with those of the models in place of their themes'."""
        import numpy as np

        known = [p for p in passages if p.vector is not None]
        if not self.models or not known:
            return list(scores)
        vectors = np.stack([p.vector for p in known])  # type: ignore[misc]  # none is missing
        given = {(s.passage, s.theme): s for s in scores}
        for model in self.models:
            rows = [given.get((p.id, model.theme)) for p in known]
            prior = np.array([row.about if row else 0.0 for row in rows])
            chances = model.probability(vectors, prior)
            for passage, row, chance in zip(known, rows, chances, strict=True):
                about = round(float(chance), 4)
                key = passage.id, model.theme
                if row is not None and (row.mention or about >= KEEP):
                    given[key] = replace(row, about=about)
                elif about >= KEEP:
                    given[key] = ThemeScore(
                        document=passage.document, passage=key[0], theme=key[1], about=about, mention=False
                    )
                else:
                    given.pop(key, None)
        return list(given.values())

"""Labels of themes: which passages to show, what to learn from them, how well machine and coders agree."""

from workingregions.models.labels.classifier import ThemeModel, enough, learn
from workingregions.models.labels.estimate import ENOUGH, Accuracy, Figure, accuracy
from workingregions.models.labels.final import Final, Judgement, contested, finals
from workingregions.models.labels.reliability import Agreement, agreement, alpha
from workingregions.models.labels.sampling import MIX, Candidates, Shown, queue, strata
from workingregions.models.labels.stage import MODELS_FILE, LearntTagger, Models, load_models, scored_by

__all__ = [
    "ENOUGH",
    "MIX",
    "MODELS_FILE",
    "Accuracy",
    "Agreement",
    "Candidates",
    "Figure",
    "Final",
    "Judgement",
    "LearntTagger",
    "Models",
    "Shown",
    "ThemeModel",
    "accuracy",
    "agreement",
    "alpha",
    "contested",
    "enough",
    "finals",
    "learn",
    "load_models",
    "queue",
    "scored_by",
    "strata",
]

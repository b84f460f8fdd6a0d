"""How likely a record found in an affiliation is meant: a logistic regression over terms of the features.

The weights (data/linking_model.json) are trained by tools/train_linking.py; data/README.md tells on what.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from workingregions.nlp.linking_features import FEATURES

COMMON_WORD = 6.5
"""Weight (log inverse share of names) below which the rarest word of a name tells little."""
TELLING = 1.0
"""Weight of a word beside the name from which it belongs to a longer name."""


_PLAIN = (
    "exact",
    "likeness",
    "branch",
    "alias",
    "varied",
    "acronym_and_name",
    "city_in_name",
    "rivals",
    "overlaps_better",
    "parent_found",
    "child_found",
    "education",
    "healthcare",
    "company",
    "government_or_funder",
    "facility",
    "active",
    "larger_body",
    "others_exact",
    "campus",
)
"""Features that are terms as they are."""


def terms(values: Sequence[float]) -> dict[str, float]:
    """The terms of the regression for one record's features."""
    f = dict(zip(FEATURES, map(float, values), strict=True))
    sound = float(f["aligned"] and f["covered"] > 0.999 and not f["crosses"])
    acronym, city, same = f["acronym"], f["city_in_text"], f["country_same"]
    other = f["country_other"]
    one = float(f["name_words"] == 1)
    before = float(f["telling_before"] > TELLING)
    after = float(f["telling_after"] > TELLING)
    whole = f["starts_segment"] * f["ends_segment"]
    rival = float(f["rivals"] > 0)
    return (
        {name: f[name] for name in _PLAIN}
        | {
            "sound": sound,
            "sound_joined": sound * f["joins"],
            "part_covered": f["covered"] * (1 - sound),
            "name_weight": min(f["name_weight"], 25.0),
            "rarest_word": min(f["rarest_word"], 10.0),
            "acronym": acronym,
            "acronym_of_one": acronym * one,
            "acronym_city": acronym * city,
            "acronym_country": acronym * same,
            "acronym_other_country": acronym * other,
            "before": before,
            "after": after,
            "sound_before": sound * before,
            "sound_after": sound * after,
            "whole": whole,
            "sound_whole": sound * whole,
            "country": same,
            "other_country": other,
            "town_elsewhere": f["town_country_other"] * (1 - same),
            "city": city,
            "sound_city": sound * city,
            "rival": rival,
            "rival_city": rival * city,
            "rival_country": rival * same,
            "rival_placed": float(f["rivals_better_placed"] > 0),
            "rival_known": float(f["rivals_more_known"] > 0),
            "names": math.log1p(f["names"]),
            "sound_overlapped": sound * f["overlaps_better"],
            "related": float(f["related_exact"] > 0),
            "missing_weight": min(f["missing_weight"], 8.0),
            "gap": min(max(f["gap"], 0.0), 6.0),
            "one_word": one * (1 - acronym),
            "one_word_whole": one * whole,
            "no_segments": float(f["segments"] == 0),
        }
        | _crossed(f, sound)
    )


def _crossed(f: Mapping[str, float], sound: float) -> dict[str, float]:
    """Terms that hold for some kinds of bodies and names."""
    city = f["city_in_text"]
    common = float(f["rarest_word"] < COMMON_WORD)
    return {
        "school_of": f["education"] * f["child_found"],
        "common_no_city": common * (1 - city),
        "common_sound": sound * common,
        "common_sound_city": sound * common * city,
        "campus_city": f["campus"] * city,
        "education_sound": f["education"] * sound,
        "company_elsewhere": f["company"] * f["country_other"],
        "facility_common": f["facility"] * common,
        "long_sound": sound * float(f["name_words"] >= 4),
    }


def probability(values: Sequence[float]) -> float:
    """How likely the record with these features is meant (0..1)."""
    return model().probability(values)


def candidate(values: Sequence[float]) -> bool:
    """Whether the record is worth scoring: no longer name stands in its place."""
    return not values[_INSIDE] and not values[_COVERS]


_INSIDE, _COVERS = FEATURES.index("inside_longer"), FEATURES.index("covers_child")


@dataclass(frozen=True, slots=True)
class Model:
    """Weights by term, bias, and the probability from which a record is taken."""

    weights: Mapping[str, float]
    bias: float
    threshold: float

    def probability(self, values: Sequence[float]) -> float:
        """How likely the record with these features is meant (0..1)."""
        total = self.bias + sum(self.weights[name] * value for name, value in terms(values).items())
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))


@cache
def model() -> Model:
    """The trained model, read at the first call."""
    text = (files("workingregions.nlp") / "data" / "linking_model.json").read_text(encoding="utf-8")
    stored = json.loads(text)
    return Model(stored["weights"], stored["bias"], stored["threshold"])

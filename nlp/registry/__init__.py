"""A registry of organisations (ROR), and the record that a name is linked to."""

from __future__ import annotations

from workingregions.nlp.registry.linking import (
    link,
)
from workingregions.nlp.registry.registry import (
    Registry,
    load,
)
from workingregions.nlp.registry.scorer import (
    scorer_digest,
)
from workingregions.nlp.registry.strings import (
    name_variants,
)

__all__ = [
    "Registry",
    "link",
    "load",
    "name_variants",
    "scorer_digest",
]

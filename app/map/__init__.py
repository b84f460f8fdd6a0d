"""The institution map: building it from documents, corrections and a registry, and correcting it."""

from workingregions.app.map.build import (
    OUTPUTS,
    Map,
    RegistryStatus,
    add_registry,
    behind,
    commit,
    compute,
    is_current,
    put,
    rebuild,
    refresh,
    registry_status,
)
from workingregions.app.map.corrections import (
    Corrected,
    Standing,
    correct,
    frame,
    labels,
    standing,
    take,
    undo,
)
from workingregions.app.map.words import in_words

__all__ = [
    "OUTPUTS",
    "Corrected",
    "Map",
    "RegistryStatus",
    "Standing",
    "add_registry",
    "behind",
    "commit",
    "compute",
    "correct",
    "frame",
    "in_words",
    "is_current",
    "labels",
    "put",
    "rebuild",
    "refresh",
    "registry_status",
    "standing",
    "take",
    "undo",
]

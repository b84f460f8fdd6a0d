"""The institution map: building it from documents, corrections and a registry, and correcting it."""

from workingregions.app.map.build import (
    OUTPUTS,
    RegistryStatus,
    add_registry,
    behind,
    commit,
    is_current,
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
from workingregions.app.map.words import says

__all__ = [
    "OUTPUTS",
    "Corrected",
    "RegistryStatus",
    "Standing",
    "add_registry",
    "behind",
    "commit",
    "correct",
    "frame",
    "is_current",
    "labels",
    "rebuild",
    "refresh",
    "registry_status",
    "says",
    "standing",
    "take",
    "undo",
]

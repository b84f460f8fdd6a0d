"""The institution map: building it from documents, corrections and a registry, and correcting it."""

from workingregions.app.map.asking import ReviewAnswer
from workingregions.app.map.batch import (
    explained,
    read_batch,
    template,
)
from workingregions.app.map.build import (
    OUTPUTS,
    RegistryStatus,
    add_registry,
    adopt,
    behind,
    commit,
    compute,
    is_current,
    put,
    rebuild,
    refresh,
    registry_status,
)
from workingregions.app.map.citing import (
    Change,
    cite,
    marks_of,
)
from workingregions.app.map.corrections import (
    BatchError,
    ContestedError,
    Corrected,
    CorrectedAll,
    LedgerTaken,
    correct,
    correct_all,
    take,
    take_ledger,
    undo,
)
from workingregions.app.map.effects import (
    CountedInstitution,
    Effect,
    EffectRegion,
    effect,
)
from workingregions.app.map.made import Map
from workingregions.app.map.originals import (
    uncorrected,
)
from workingregions.app.map.review import (
    KINDS,
    ReviewItem,
    ReviewQueue,
    review_queue,
)
from workingregions.app.map.standing import (
    Standing,
    frame,
    labels,
    standing,
)
from workingregions.app.map.wishes import Wish, author, now_text
from workingregions.app.map.words import in_words, question

__all__ = [
    "KINDS",
    "OUTPUTS",
    "BatchError",
    "Change",
    "ContestedError",
    "Corrected",
    "CorrectedAll",
    "CountedInstitution",
    "Effect",
    "EffectRegion",
    "LedgerTaken",
    "Map",
    "RegistryStatus",
    "ReviewAnswer",
    "ReviewItem",
    "ReviewQueue",
    "Standing",
    "Wish",
    "add_registry",
    "adopt",
    "author",
    "behind",
    "cite",
    "commit",
    "compute",
    "correct",
    "correct_all",
    "effect",
    "explained",
    "frame",
    "in_words",
    "is_current",
    "labels",
    "marks_of",
    "now_text",
    "put",
    "question",
    "read_batch",
    "rebuild",
    "refresh",
    "registry_status",
    "review_queue",
    "standing",
    "take",
    "take_ledger",
    "template",
    "uncorrected",
    "undo",
]

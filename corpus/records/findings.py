"""Records of what was found in passages: mentions, people, acronyms, ties, outcomes, datasets, themes."""

from __future__ import annotations

from dataclasses import dataclass

from workingregions.corpus.enums import (
    Change,
    InstitutionType,
    MentionKind,
    Modality,
    OutcomeKind,
    Relation,
    Scale,
    Voice,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """A name in a passage. `entity` is the key shared by mentions of one thing.

    `type` and `scale` are set for institutions; `place` is the gazetteer id of a resolved place, and of an
    institution that of the place where the text says it is. `voice` is that of the passage, or citation where
    running text cites a source. `counted` is False for short forms
    ("the Partnership") and in voices whose names do not count, such as reference lists and contents.
    """

    id: str
    document: str
    passage: str
    page: int
    start: int
    end: int
    kind: MentionKind
    text: str
    entity: str
    confidence: float
    type: InstitutionType | None = None
    scale: Scale | None = None
    place: str = ""
    counted: bool = True
    voice: Voice = Voice.BODY


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A person with the role and institution that the text states; start..end is the name."""

    document: str
    passage: str
    page: int
    start: int
    end: int
    name: str
    role: str = ""
    institution: str = ""
    confidence: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Acronym:
    """A short form defined in a document ("LEP" = "Local Enterprise Partnership")."""

    document: str
    short: str
    long: str
    passage: str
    confidence: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Tie:
    """A stated relation between two institutions; passage[start:end] is the sentence that states it."""

    document: str
    passage: str
    page: int
    start: int
    end: int
    source: str
    relation: Relation
    target: str
    source_name: str
    target_name: str
    modality: Modality
    confidence: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """A quantified claim. `value` is normalised to `unit` (persons, GBP, USD, EUR, firms, percent);
    `text` is the claim as written, at passage[start:end]."""

    document: str
    passage: str
    page: int
    start: int
    end: int
    kind: OutcomeKind
    text: str
    value: float
    unit: str
    value_high: float | None = None  # upper end of a range
    place: str = ""
    year: int | None = None
    period: str = ""  # as written: "2007-2013", "by 2020", "a year"; "" for a year alone
    institution: str = ""
    promised: bool = False
    change: Change | None = None
    confidence: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Dataset:
    """A table of statistics, whose figures are too many to be claims one by one; they stay in block `block`.

    `caption` names it, `kinds` are its measures, `figures` counts their figures, `first` and `last` are the
    years that headers and labels name.
    """

    document: str
    passage: str
    page: int
    block: int
    caption: str
    kinds: tuple[OutcomeKind, ...]
    rows: int
    columns: int
    figures: int
    first: int | None = None
    last: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemeScore:
    """How likely a passage is about a theme (calibrated, 0..1), and whether it names a seed term.

    `start` and `end` delimit the sentence that is most about it in the passage's text; both are 0 where none
    was chosen.
    """

    document: str
    passage: str
    theme: str
    about: float
    mention: bool
    start: int = 0
    end: int = 0

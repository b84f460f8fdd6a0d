"""Records of the institutions that names resolve to."""

from __future__ import annotations

from dataclasses import dataclass

from workingregions.corpus.enums import InstitutionType, MentionKind, Scale


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity:
    """One institution of the corpus, grouped from its names in all documents.

    `id` is readable and made from the canonical name, with its region where two institutions have one name
    ("city council @ GB-LDS"). `aliases` are the surface forms seen, most frequent first. `region` is the home
    region (gazetteer id, "" when the evidence does not show it) and `region_reason` why; `remit` the area it
    acts for, when that is another. `external_ids` are registry ids ("ror:00f54p054"). `start` and `end` are
    the years in which it began and ended; `before` and `after` the ids of the corpus's entities that it
    followed and that followed it.
    """

    id: str
    name: str
    kind: MentionKind
    type: InstitutionType | None = None
    scale: Scale | None = None
    region: str = ""
    region_reason: str = ""
    remit: str = ""
    external_ids: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    start: int | None = None
    end: int | None = None
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    confidence: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """A document's name for an institution: the mentions with `key` in `document` are of `entity`.

    `text` is the fullest form there, `mentions` how often it is counted, `passage` where it first occurs.
    """

    document: str
    key: str
    entity: str
    text: str
    mentions: int
    passage: str
    type: InstitutionType | None = None
    scale: Scale | None = None
    confidence: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Merge:
    """Why two names are one institution, or, with `merged` False, were compared and kept apart.

    `left` and `right` are names as written; `document` is set where the decision applies to one document
    alone (a short form, an acronym). `rule` is a short id (same_key, acronym, abbreviation, spelling,
    short_form, renamed, registry, correction), `reason` a sentence for the reader, `passage` the evidence.
    """

    entity: str
    left: str
    right: str
    rule: str
    score: float
    merged: bool
    reason: str
    document: str = ""
    passage: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """An entity's record in a registry or, with `linked` False, the best uncertain candidate."""

    entity: str
    registry: str
    id: str
    name: str
    rule: str
    score: float
    linked: bool
    reason: str = ""

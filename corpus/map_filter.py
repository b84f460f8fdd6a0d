"""A filter of the governance map: which institutions and ties an answer takes, the same for every answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeVar

from workingregions.corpus.enums import InstitutionType, Relation, Scale, TieKind
from workingregions.corpus.errors import InputError, NotFoundError
from workingregions.corpus.records import Entity
from workingregions.corpus.remedies import COUNTED

E = TypeVar("E", bound=StrEnum)

ALL = "all"
"""The word for every kind of tie."""
_OWNING = frozenset({Relation.PART_OF, Relation.CREATES, Relation.GOVERNS, Relation.FUNDS})


class Firms(StrEnum):
    """Which firms count."""

    ALL = "all"
    TIED = "tied"  # those that a counted tie joins to another institution
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class MapFilter:
    """Institutions and ties that satisfy every field that is set; within a field, any of its values will do.

    `ties` are kinds of tie, `relations` relations, `types` and `scales` those of institutions; empty for all.
    A tie needs both ends. `min_confidence` is the least confidence (0..1) of institutions and ties.
    """

    ties: tuple[TieKind, ...] = ()
    relations: tuple[Relation, ...] = ()
    types: tuple[InstitutionType, ...] = ()
    scales: tuple[Scale, ...] = ()
    firms: Firms = Firms.ALL
    min_confidence: float = 0.0

    def refusal(self, entity: Entity) -> str:
        """Return why an institution does not count: firm, confidence or type (or scale); "" where it does.

        Whether a tie joins a firm is not known here.
        """
        if self.firms is Firms.NONE and entity.type is InstitutionType.FIRM:
            return "firm"
        if entity.confidence < self.min_confidence:
            return "confidence"
        of_type = not self.types or (entity.type or InstitutionType.OTHER) in self.types
        of_scale = not self.scales or (entity.scale or Scale.UNKNOWN) in self.scales
        return "" if of_type and of_scale else "type"

    def tie_refusal(self, relation: Relation, kind: TieKind, confidence: float) -> str:
        """Return why a tie does not count, whatever its ends: relation, its kind or confidence; "" if not."""
        if self.relations and relation not in self.relations:
            return "relation"
        if self.ties and kind not in self.ties:
            return kind.value
        return "confidence" if confidence < self.min_confidence else ""

    @property
    def words(self) -> str:
        """The filter in words; "" where everything counts."""
        kinds = f"ties of {_listed(self.ties)}" if self.ties else ""
        relations = f"relations {_listed(self.relations)}" if self.relations else ""
        types = f"institutions of type {_types(self.types)}" if self.types else ""
        scales = f"of scale {_listed(self.scales)}" if self.scales else ""
        firms = {
            Firms.ALL: "",
            Firms.TIED: f"firms only where {'such a' if kinds or relations else 'a'} tie joins them",
            Firms.NONE: "no firms",
        }[self.firms]
        sure = f"confidence at least {self.min_confidence:.2f}" if self.min_confidence else ""
        return "; ".join(part for part in (kinds, relations, types, scales, firms, sure) if part)


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """How many institutions and ties a filter leaves out, by reason.

    Institutions: type, firm, confidence. Ties: relation, governance, supply, ownership, confidence, end (an
    end does not count).
    """

    institutions: Mapping[str, int] = field(default_factory=dict)
    ties: Mapping[str, int] = field(default_factory=dict)

    @property
    def words(self) -> str:
        """The counts in words; "" where nothing is left out."""
        said = {
            "firm": ("firm", "firms"),
            "type": ("institution of another type or scale", "institutions of other types or scales"),
            "confidence": ("less certain institution", "less certain institutions"),
        }
        ties = {
            "governance": ("tie of governance", "ties of governance"),
            "supply": ("tie of supply", "ties of supply"),
            "ownership": ("tie of ownership", "ties of ownership"),
            "relation": ("tie of another relation", "ties of other relations"),
            "confidence": ("less certain tie", "less certain ties"),
            "end": ("tie of institutions left out", "ties of institutions left out"),
        }
        counts = [(self.institutions, said), (self.ties, ties)]
        return ", ".join(
            f"{n} {one if n == 1 else more}"
            for found, names in counts
            for why, (one, more) in names.items()
            if (n := found.get(why, 0))
        )


def counted(only: MapFilter, left: str = "") -> tuple[str, ...]:
    """Return the sentence that names a filter and what it leaves out; none where everything counts."""
    if not only.words:
        return ()
    return (f"{COUNTED} {only.words}." + (f" Left out: {left}." if left else ""),)


EVERYTHING = MapFilter()
GOVERNANCE = MapFilter(ties=(TieKind.GOVERNANCE,), firms=Firms.TIED)
"""What networks and profiles take unless asked otherwise: who governs, funds, founds and helps whom."""


def tie_kind(relation: Relation, source: InstitutionType | None, target: InstitutionType | None) -> TieKind:
    """Return the kind of a tie between institutions of these types.

    Supply: a firm serves somebody, or two firms are partners. Ownership: a firm is part of another, creates,
    governs or funds it. Every other tie, with at least one end that is not a firm, is of governance.
    """
    firms = (source is InstitutionType.FIRM, target is InstitutionType.FIRM)
    if relation is Relation.SERVES and firms[0]:
        return TieKind.SUPPLY
    if not all(firms):
        return TieKind.GOVERNANCE
    return TieKind.OWNERSHIP if relation in _OWNING else TieKind.SUPPLY


def map_filter(
    default: MapFilter = EVERYTHING,
    *,
    ties: str = "",
    relations: Sequence[str] = (),
    types: Sequence[str] = (),
    scales: Sequence[str] = (),
    firms: bool | None = None,
    min_confidence: float = 0.0,
) -> MapFilter:
    """Return the filter that these words ask for; what they leave open is as in `default`.

    Args:
        default: the filter of the answer.
        ties: governance, supply, ownership or all.
        relations: funds, partners, part_of, governs, creates, serves.
        types: types of institution, as ids or as tables print them; "government" stands for all four.
        scales: local, regional, national, supranational, unknown.
        firms: True for all firms, False for none.
        min_confidence: least confidence of institutions and ties, 0 to 1.

    Raises:
        NotFoundError: a kind, relation, type or scale is unknown; `nearest` holds similar ones.
        InputError: the confidence is not between 0 and 1.
    """
    if not 0 <= min_confidence <= 1:
        raise InputError(f"The confidence {min_confidence:g} is not between 0 and 1.")
    wanted = default.ties
    if ties:
        wanted = () if _key(ties) == ALL else _named("kind of tie", [ties], TieKind, also=(ALL,))
    kinds = institution_types(types)
    asked = firms or (firms is None and InstitutionType.FIRM in kinds)
    chosen = Firms.ALL if asked else Firms.NONE if firms is False else default.firms
    return MapFilter(
        ties=wanted,
        relations=_named("relation", relations, Relation),
        types=kinds,
        scales=_named("scale", scales, Scale),
        firms=chosen,
        min_confidence=min_confidence,
    )


def institution_types(names: Sequence[str]) -> tuple[InstitutionType, ...]:
    """Return types by id ("development_agency"), as tables print them ("development agency"), or by the word
    that several begin with ("government")."""
    return _named("institution type", names, InstitutionType, group=_group)


def _named(
    what: str,
    names: Sequence[str],
    known: type[E],
    *,
    also: Sequence[str] = (),
    group: Callable[[E], str] = lambda _: "",
) -> tuple[E, ...]:
    """Return the values that the names stand for, each once, in the order of `known`."""
    found: set[E] = set()
    for name in names:
        fits = {v for v in known if _key(name) in (v.value, group(v))}
        if not fits:
            ids = [*(v.value for v in known), *also]
            raise NotFoundError(what, name, ids, advice=f"One of: {', '.join(ids)}.")
        found |= fits
    return tuple(v for v in known if v in found)


def _key(name: str) -> str:
    return "_".join(name.casefold().replace("-", " ").replace("_", " ").split())


def _types(types: Sequence[InstitutionType]) -> str:
    """Return types in words; those of government as one if all are there."""
    government = [t for t in InstitutionType if _group(t) == "government"]
    if not set(government) <= set(types):
        return _listed(types)
    return ", ".join(filter(None, ("government", _listed([t for t in types if t not in government]))))


def _group(kind: InstitutionType) -> str:
    return kind.value.partition("_")[0]


def _listed(values: Sequence[StrEnum]) -> str:
    return ", ".join(value.value.replace("_", " ") for value in values)

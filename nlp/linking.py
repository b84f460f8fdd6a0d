"""Institutions linked to a registry's records."""

from __future__ import annotations

from collections.abc import Sequence

from workingregions.corpus.records import InstitutionType, Link
from workingregions.nlp.registry import Registry


def link(
    name: str,
    *,
    aliases: Sequence[str],
    country: str,
    type: InstitutionType | None,
    registry: Registry,
) -> Link | None:
    """Stand-in until the matcher is written."""
    return None

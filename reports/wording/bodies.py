"""What reports call types of institution, relations, scales and kinds of outcome."""

from __future__ import annotations

from functools import cache

from workingregions.corpus.files import rows

SCALES = {
    "local": "local",
    "regional": "regional",
    "national": "national",
    "supranational": "supranational",
    "unknown": "scale not known",
}
"""The scales from the bottom to the top."""
BASES = {
    "home": "at home",
    "above": "acts from above",
    "named": "home not known",
    "outside": "from elsewhere",
}
"""Why an institution counts in a region."""
OUTCOMES = {
    "jobs": "jobs",
    "investment": "investment",
    "funding": "public funding",
    "firms": "firms",
    "wages": "wages",
    "output": "output",
}


def type_name(kind: str, count: int = 1) -> str:
    """Return what an institution of a type is called, or several are."""
    one, many = _types().get(kind, (kind.replace("_", " "), kind.replace("_", " ")))
    return one if count == 1 else many


def verb(relation: str) -> str:
    """Return the verb of a relation: "is part of"."""
    found = _relations().get(relation)
    return found[0] if found else relation.replace("_", " ")


def relation_name(relation: str, count: int = 1) -> str:
    """Return what a tie of a relation is called, or several are: "partnership", "partnerships"."""
    found = _relations().get(relation)
    if found is None:
        return relation.replace("_", " ")
    return found[1] if count == 1 else found[2]


@cache
def _types() -> dict[str, tuple[str, str]]:
    return {kind: (one, many) for kind, one, many in rows(__package__, "types.tsv")}


@cache
def _relations() -> dict[str, tuple[str, str, str]]:
    return {relation: (said, one, many) for relation, said, one, many in rows(__package__, "relations.tsv")}

"""The parameters that questions share, as the API's description shows them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import Path, Query

from workingregions.corpus.enums import OutcomeKind, Relation, Scale
from workingregions.corpus.enums import TieKind as Ties

LONGEST = 4_000
"""Characters of a parameter; a pasted paragraph has room."""


def text(description: str, *examples: str, default: str = "") -> Any:
    """Return a parameter that takes one text."""
    query = Query(description=description, examples=list(examples), max_length=LONGEST)
    return Annotated[str, query], default


def texts(description: str, *examples: str) -> Any:
    """Return a parameter that may be repeated."""
    words = f"{description} May be repeated; any of the values will do."
    return Annotated[list[str], Query(description=words, examples=[list(examples)], max_length=40)], []


Words = Annotated[str, Query(max_length=LONGEST)]
Named = Annotated[list[str], Query(max_length=40)]

SNAPSHOT = text("The snapshot to answer from; the newest if it is left out.", "s000001")
LIMIT = (Annotated[int, Query(description="Rows to return.", ge=1, le=1000, examples=[20])], 50)
OFFSET = (Annotated[int, Query(description="Rows to leave out at the beginning.", ge=0, le=1_000_000)], 0)

SELECTION: Mapping[str, Any] = {
    "region": texts("Passages about a region, by name or code.", "North East England"),
    "year": text("Documents of a year or of years: 2014, 2010:2020, 2010: or :2020.", "2010:2020"),
    "theme": texts("Passages about a theme of the codebook, by its id.", "reshoring"),
    "institution": texts("Passages that name an institution.", "Tees Valley Unlimited"),
    "institution_type": texts("Passages that name an institution of a type.", "university"),
    "type": texts("policy, scholarly, other, or a document type such as strategy.", "policy"),
    "publisher": texts("Words of the publisher's name.", "OECD"),
    "language": texts("Language of the documents, by code or name.", "en"),
    "voice": texts("Whose voice a passage is: body, slide, table, footnote, quotation and others.", "body"),
    "drop": texts("Documents that came in with a drop.", "d0001"),
}
"""The parameters that select passages, with their defaults."""

FILTER: Mapping[str, Any] = {
    "relation": texts(f"Relation of a tie: {', '.join(Relation)}.", "funds"),
    "ties": text(f"Kind of tie: {', '.join(Ties)} or all.", "governance"),
    "kind": texts("Type of institution; government stands for all four of its types.", "university"),
    "scale": texts(f"Scale of an institution: {', '.join(Scale)} or unknown.", "regional"),
    "firms": (
        Annotated[bool | None, Query(description="All firms, or none; as configured if it is left out.")],
        None,
    ),
    "min_confidence": (
        Annotated[float, Query(description="Least confidence of institutions and ties.", ge=0, le=1)],
        0.0,
    ),
}
"""The parameters that filter institutions and ties, with their defaults."""
INSTITUTIONS = ("kind", "scale", "firms", "min_confidence")
TIES = tuple(FILTER)

Ident = Annotated[str, Path(max_length=500)]
Number = Annotated[int, Path(ge=0, le=1_000_000)]
Region = Annotated[str, Query(description="A region by name or code.", examples=["North East England"])]
Year = Annotated[str, Query(description="2014, 2010:2020, 2010: or :2020.", examples=["2010:2020"])]
Theme = Annotated[str, Query(description="A theme, by its id.", examples=["reshoring"])]
Kinds = Annotated[
    list[str], Query(description=f"Kinds of outcome: {', '.join(OutcomeKind)}. May be repeated.")
]

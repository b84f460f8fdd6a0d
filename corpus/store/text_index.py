"""Queries of the text index, in the terms of LanceDB."""

from __future__ import annotations

from typing import Any

from workingregions.corpus.text_query import AllOf, AnyOf, TextQuery, Without, Words, plain_words

COLUMN = "text"


def compiled(query: TextQuery) -> Any:
    """Return the query for LanceDB; None if it contains no word to look up."""
    from lancedb.query import BooleanQuery, FullTextOperator, MatchQuery, Occur

    if isinstance(query, Words):
        words = plain_words(query.text)
        operator = FullTextOperator.AND if query.every else FullTextOperator.OR
        return MatchQuery(words, COLUMN, boost=query.weight, operator=operator) if words else None  # type: ignore[call-arg]
    if isinstance(query, Without):
        wanted, unwanted = compiled(query.wanted), compiled(query.unwanted)
        if wanted is None or unwanted is None:
            return wanted
        return BooleanQuery([(Occur.MUST, wanted), (Occur.MUST_NOT, unwanted)])
    occur = Occur.MUST if isinstance(query, AllOf) else Occur.SHOULD
    assert isinstance(query, AllOf | AnyOf)
    parts = [part for part in map(compiled, query.parts) if part is not None]
    if len(parts) < 2:
        return parts[0] if parts else None
    return BooleanQuery([(occur, part) for part in parts])

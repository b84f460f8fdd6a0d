"""Search by words and by meaning: queries, ranking, hits with their relevance."""

from __future__ import annotations

from workingregions.models.search.answering import answer, mark, to_blame
from workingregions.models.search.conditions import allowed
from workingregions.models.search.encoded import encoded_text
from workingregions.models.search.engine import Candidates, Engine, Mode, Search, ranking
from workingregions.models.search.folding import fold
from workingregions.models.search.hits import Answer, Expansion, Hit, Ranked, Repeat
from workingregions.models.search.measure import measure_encoder, measure_reranker, trial
from workingregions.models.search.mix import Scale
from workingregions.models.search.query import FIELDS, Query, parse, ranks
from workingregions.models.search.relevance import Verdict, likelihood
from workingregions.models.search.rerank import Reranker
from workingregions.models.search.sentences import best_sentences
from workingregions.models.search.words import content_words

__all__ = [
    "FIELDS",
    "Answer",
    "Candidates",
    "Engine",
    "Expansion",
    "Hit",
    "Mode",
    "Query",
    "Ranked",
    "Repeat",
    "Reranker",
    "Scale",
    "Search",
    "Verdict",
    "allowed",
    "answer",
    "best_sentences",
    "content_words",
    "encoded_text",
    "fold",
    "likelihood",
    "mark",
    "measure_encoder",
    "measure_reranker",
    "parse",
    "ranking",
    "ranks",
    "to_blame",
    "trial",
]

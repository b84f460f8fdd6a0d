"""Queries: what ranks, what is a condition, what is refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workingregions.corpus.errors import InputError
from workingregions.models.search.query import Either, Every, Not, Term, parse, ranks


def test_words_alone_only_rank() -> None:
    query = parse("shortage of engineers and welders")
    assert (query.text, query.condition, query.fields) == ("shortage of engineers and welders", None, ())


@pytest.mark.parametrize(
    ("text", "condition", "ranks"),
    [
        ('"skills gap" training', Term("skills gap", phrase=True), "skills gap training"),
        ("“skills gap”", Term("skills gap", phrase=True), "skills gap"),
        ("training -Ohio", Not(Term("Ohio")), "training"),
        ("training NOT Ohio", Not(Term("Ohio")), "training"),
        ('training -"on the job"', Not(Term("on the job", phrase=True)), "training"),
        ("skills gap OR shortage", Either((Term("skills gap"), Term("shortage"))), "skills gap shortage"),
        (
            "(union OR council) AND training NOT Texas",
            Every((Either((Term("union"), Term("council"))), Term("training"), Not(Term("Texas")))),
            "union council training",
        ),
        ("a1 OR (b1 AND NOT c1)", Either((Term("a1"), Every((Term("b1"), Not(Term("c1")))))), "a1 b1"),
    ],
)
def test_operators_and_phrases_are_conditions(text: str, condition: object, ranks: str) -> None:
    query = parse(text)
    assert (query.condition, query.text) == (condition, ranks)


def test_fields_narrow_and_do_not_rank() -> None:
    query = parse('publisher:"Department of Labor" year:2010:2015 AND apprentices')
    assert query.fields == (("publisher", "Department of Labor"), ("year", "2010:2015"))
    assert query.text == "apprentices"


@pytest.mark.parametrize("text", ["apprenticeship levy: effects", "ratio 3:1", "see http://example.org/a"])
def test_a_colon_in_prose_is_no_field(text: str) -> None:
    assert parse(text).fields == ()


def test_a_pasted_text_is_taken_as_it_is() -> None:
    text = 'He said: "We NOT only train (all of them) but AND pay foo:bar ' + "steel works " * 20
    query = parse(text)
    assert query.pasted
    assert query.condition is None
    assert query.text.startswith('He said: "We NOT only')


@pytest.mark.parametrize("text", ["year:2014", "NOT Texas year:2014", 'file:"plan.pdf"'])
def test_fields_make_a_list_without_words_that_rank(text: str) -> None:
    query = parse(text, ranking=False)
    assert query.fields
    assert not ranks(text)
    assert ranks(f"{text} foundries")


@pytest.mark.parametrize("text", ["", "the of and", "NOT Texas"])
def test_a_list_needs_something_that_narrows_it(text: str) -> None:
    with pytest.raises(InputError):
        parse(text, ranking=False)


def test_a_title_in_capitals_has_no_operators() -> None:
    assert parse("RESEARCH AND DEVELOPMENT TAX CREDIT").condition is None


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "has no words"),
        ("?! --", "has no words"),
        ("the of and", "occur in nearly every passage"),
        ("year:2014", "has no words"),
        ('skills "gap', 'mark is not closed: "gap'),
        ("(union OR council", r"\( is not closed"),
        ("union)", r"\) has no \( before"),
        ("apprentices OR", "nothing to search for after OR"),
        ("AND apprentices", "nothing to search for before AND"),
        ("steel AND AND coal", "nothing to search for after AND"),
        ("steel NOT", "nothing to search for after NOT"),
        ("NOT Texas", "only excludes"),
        ("publishr:OECD steel", "no field publishr:. Did you mean publisher:"),
        ('publisher:"" steel', "publisher: has no value"),
        ("steel -publisher:OECD", "cannot be excluded"),
        ("steel (publisher:OECD)", "cannot be excluded"),
        ("(" * 30 + "steel" + ")" * 30, "deeper than 20"),
        ("steel " * 20_000, "120,000 characters; the maximum is 20,000"),
    ],
)
def test_what_is_not_understood_is_refused(text: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        parse(text)


@given(st.text(max_size=80) | st.text(alphabet='ab "()-:ANDORT', max_size=40))
def test_any_text_is_a_query_or_an_error(text: str) -> None:
    try:
        query = parse(text)
    except InputError:
        return
    assert any(c.isalnum() for c in query.text)

"""The file of saved searches."""

from __future__ import annotations

from pathlib import Path

import pytest

from workingregions.corpus.errors import InputError, NotFoundError
from workingregions.corpus.searches import FILE_NAME, SavedSearch, SearchAction, SearchBook


@pytest.fixture
def book(tmp_path: Path) -> SearchBook:
    return SearchBook(tmp_path / FILE_NAME)


def test_a_search_is_kept_until_it_is_removed(book: SearchBook) -> None:
    assert book.read() == ([], [])
    filters = {"regions": ("Ohio",), "year": ("2014:",)}
    saved = book.save(SavedSearch(name="  Skills   gap ", query='"skills gap"', filters=filters, who="Ann"))
    assert saved.name == "Skills gap"
    assert book.read() == ([saved], [])
    book.append(
        SavedSearch(name="skills GAP", action=SearchAction.REPORTED, snapshot="s000009", drop="d0003")
    )
    found = book.find("skills gap")
    assert (found.snapshot, found.drop, found.query, found.who) == ("s000009", "d0003", '"skills gap"', "Ann")
    book.append(SavedSearch(name="Skills gap", action=SearchAction.REMOVE))
    assert book.read() == ([], [])


def test_names_are_checked(book: SearchBook) -> None:
    book.save(SavedSearch(name="Skills gap", query="skills"))
    size = book.path.stat().st_size
    for name in ("skills GAP", "", " ", "x" * 61, "a\x1bb"):
        with pytest.raises(InputError):
            book.save(SavedSearch(name=name, query="skills"))
    with pytest.raises(InputError, match="UTF-8"):
        book.save(SavedSearch(name="other", query="skills \udcff"))
    with pytest.raises(NotFoundError, match="Did you mean 'Skills gap'"):
        book.find("skils gap")
    assert book.path.stat().st_size == size


def test_a_damaged_line_is_reported_and_the_others_count(book: SearchBook) -> None:
    book.save(SavedSearch(name="one", query="a"))
    with book.path.open("a", encoding="utf8") as file:
        file.write('not JSON\n{"query": "no name"}\n{"name": "torn", "que')
    book.save(SavedSearch(name="two", query="b"))
    saved, problems = book.read()
    assert [one.name for one in saved] == ["one", "two"]
    assert [problem.split(",")[1] for problem in problems] == [" line 2", " line 3", " line 4"]


def test_a_file_that_cannot_be_written_is_an_error_of_the_user(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be written"):
        SearchBook(tmp_path / "missing" / FILE_NAME).save(SavedSearch(name="one", query="a"))

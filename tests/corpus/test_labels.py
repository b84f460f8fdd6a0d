"""The file of labels: nothing is lost, nothing half-written counts, and each fault is named with its line."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from workingregions.corpus.correction import CorrectionEvidence
from workingregions.corpus.errors import InputError, NotFoundError
from workingregions.corpus.labels import (
    Answer,
    Draw,
    Label,
    LabelBook,
    Reason,
    answer_of,
    make_label,
    passage_hash,
)

DRAW = Draw(why=Reason.RANDOM, stratum="tagged", size=40, survey="ab12 tagger")


def label(answer: Answer = Answer.YES, *, who: str = "Ann", when: str = "2026-01-01T00:00:00Z") -> Label:
    evidence = CorrectionEvidence(sha256="ab" * 32, file="a.pdf", page=3, quote="Words", id="wr1.p.x")
    return make_label(
        Label(
            id="",
            when=when,
            who=who,
            theme="canals",
            answer=answer,
            passage="0123456789abcdef",
            evidence=evidence,
            draw=DRAW,
            codebook="ab12",
        )
    )


def test_labels_come_back_as_they_were_written(tmp_path: Path) -> None:
    book = LabelBook(tmp_path / "labels.jsonl")
    assert book.read().labels == ()
    book.append([label(), label(Answer.NO, who="Bob")])
    book.append([label(Answer.UNSURE, who="Cem")])
    assert [one.answer for one in book.read().labels] == [Answer.YES, Answer.NO, Answer.UNSURE]
    assert book.read().labels[0] == label()


def test_a_torn_line_is_reported_and_the_next_label_is_whole(tmp_path: Path) -> None:
    book = LabelBook(tmp_path / "labels.jsonl")
    book.append([label()])
    whole = book.path.read_bytes()
    book.path.write_bytes(whole + whole[: len(whole) // 2])
    book.append([label(who="Bob")])
    content = book.read()
    assert [one.who for one in content.labels] == ["Ann", "Bob"]
    assert [problem.line for problem in content.problems] == [2]


def test_the_newest_answer_of_a_coder_counts_and_a_withdrawn_one_does_not(tmp_path: Path) -> None:
    book = LabelBook(tmp_path / "labels.jsonl")
    book.append([label(), label(Answer.NO, when="2026-01-02T00:00:00Z"), label(who="Bob")])
    assert {one.who: one.answer for one in book.read().current} == {"Ann": Answer.NO, "Bob": Answer.YES}
    book.append([label(Answer.WITHDRAWN, when="2026-01-03T00:00:00Z")])
    assert {one.who for one in book.read().current} == {"Bob"}


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"answer": "maybe"}, "no answer called 'maybe'|maybe"),
        ({"theme": "boats"}, "changed after it was written"),
        ({"colour": "red"}, "unknown to this release: colour"),
        ({"draw": {"why": "random", "odds": "1"}}, "unknown to this release: draw.odds"),
        ({"draw": {"why": "whim"}}, "whim"),
        ({"evidence": "x"}, "evidence does not have the form"),
        ({"passage": 3}, "do not have the form"),
    ],
)
def test_a_line_that_is_no_label_is_named(change: dict[str, object], words: str, tmp_path: Path) -> None:
    book = LabelBook(tmp_path / "labels.jsonl")
    book.append([label()])
    line = json.loads(book.path.read_text(encoding="utf-8"))
    book.path.write_text(json.dumps({**line, **change}) + "\n", encoding="utf-8")
    content = book.read()
    assert content.labels == ()
    assert content.problems[0].line == 1
    assert any(word in content.problems[0].message for word in words.split("|"))


def test_another_file_adds_only_what_is_new(tmp_path: Path) -> None:
    here, there = LabelBook(tmp_path / "labels.jsonl"), LabelBook(tmp_path / "b" / "labels.jsonl")
    there.path.parent.mkdir()
    here.append([label()])
    there.append([label(), label(who="Bob")])
    new, reading = here.compare(tmp_path / "b")
    assert [one.who for one in new] == ["Bob"]
    assert len(reading.labels) == 2
    (tmp_path / "x.txt").write_text("no labels\n", encoding="utf-8")
    with pytest.raises(InputError, match="not a file of labels; line 1"):
        here.compare(tmp_path / "x.txt")


def test_answers_have_words_and_keys() -> None:
    assert [answer_of(text) for text in ("y", " NO ", "unsure")] == [Answer.YES, Answer.NO, Answer.UNSURE]
    with pytest.raises(NotFoundError):
        answer_of("")


def test_the_hash_of_a_passage_does_not_depend_on_spaces_and_case() -> None:
    assert passage_hash("Jobs, at the\nYard") == passage_hash("jobs at the yard")
    assert passage_hash("jobs") != passage_hash("job")


def test_a_label_that_is_too_long_is_refused() -> None:
    with pytest.raises(InputError, match="20,000 at most"):
        make_label(replace(label(), note="x" * 30_000))

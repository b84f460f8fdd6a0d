"""An exported text has one position for each character, however a program counts."""

from __future__ import annotations

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from workingregions.reports.refi import BETWEEN, export_text, exported

ODD = [
    "🏭",
    "e\u0301",
    "ﬁ",
    "\r\n",
    "\r",
    "\u2028",
    "\ufeff",
    "\x00",
    "\U0001d400",
    "Ł",
    "\x85",
    "\U000200cc",
]


@given(st.lists(st.lists(st.one_of(st.sampled_from(ODD), st.text(max_size=5))).map("".join), max_size=6))
def test_every_way_of_counting_agrees_on_an_exported_text(passages: list[str]) -> None:
    made = export_text(passages)
    assert len(made.text.encode("utf-16-le")) == 2 * len(made.text)
    assert not set("\r\x0b\x0c\x85\u2028\u2029\ufeff") & set(made.text)
    assert "\n".join(made.text.splitlines()) + ("\n" if made.text.endswith("\n") else "") in (made.text,)
    assert [made.text[start:end] for start, end in made.spans] == [exported(text)[0] for text in passages]
    assert made.text == BETWEEN.join(exported(text)[0] for text in passages)


@given(st.text())
def test_a_text_of_the_basic_plane_changes_in_form_alone(text: str) -> None:
    plain = "".join(c for c in text if c <= "\uffff" and unicodedata.category(c) not in ("Cc", "Cs"))
    plain = plain.replace("\u2028", "").replace("\u2029", "").replace("\ufeff", "")
    plain = unicodedata.normalize("NFC", plain)
    if all(c < "\ufffe" for c in plain):
        assert exported(plain) == (plain, 0)


def test_what_is_replaced_is_like_it_and_counted() -> None:
    assert exported("\U0001d400\U0001d41a 🏭 e\u0301") == ("Aa \ufffd é", 3)
    assert exported("a\r\nb\rc\u2028d\x85e") == ("a\nb\nc\nd\ne", 0)
    assert exported("ﬁnance ½") == ("ﬁnance ½", 0)

"""A quotation in a manuscript equals its source letter by letter, or the words that differ are shown."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coding.bank.checking import CASE, DIFFERS, EDGES, EXACT, INSERTION, MISSING, OMISSION, SHORT, check_quotations
from coding.bank.folding import folded
from coding.bank.quoted import BLOCK, CELL, TEXT, Quoted, quotations_in

FIRST = (
    "Interviewer: How do you feel about it?\n\n"
    "P01: I trust it with letters, but not with risk. Nobody asked us first… and that's what hurts – really. "
    "We were told on a Monday [laughs] that it would start."
)
SECOND = (
    "P02: It saves an hour a day. I read every line it writes, though. My patients notice that I look at them again."
)
TEXTS = [(1, FIRST), (2, SECOND)]


def check(words: str, **more) -> object:
    found = check_quotations([Quoted(1, TEXT, words, **more)], TEXTS)
    return found[0] if found else None


@pytest.mark.parametrize(
    ("words", "notes"),
    [
        ("I trust it with letters, but not with risk.", ()),
        ("I trust it with letters,", ()),
        ("Nobody asked us first... and that’s what hurts — really.", ()),
        ("Nobody asked us first …  and that's", None),
        ("I read every line it writes,", ()),
        ("It saves an hour a day,", (EDGES,)),
        ("it saves an hour a day", (CASE,)),
        ("[I]t saves an hour a day", (CASE,)),
        ("I trust it with letters […] and that's what hurts", (OMISSION,)),
        ("I trust it [...] but not with risk", (OMISSION,)),
        ("I trust it ... Nobody asked us first", (OMISSION,)),
        ("I trust [the program] with letters", (INSERTION,)),
        ("It saves [me] an hour a day", (INSERTION,)),
        ("on a Monday [laughs] that it would start", ()),
    ],
)
def test_what_a_manuscript_may_do_to_a_quotation_leaves_it_exact(words, notes):
    found = check(words)
    if notes is None:
        assert found.state in {EXACT, DIFFERS}
        return
    assert (found.state, found.notes) == (EXACT, notes)
    assert found.source in {1, 2}


def test_an_exact_quotation_is_found_at_its_own_place_in_code_points():
    found = check("My patients notice that I look at them again")
    assert SECOND[found.start : found.end] == "My patients notice that I look at them again"


@pytest.mark.parametrize(
    ("words", "gone", "come"),
    [
        ("I trust it with notes, but not with risk.", "letters", "notes"),
        ("It saves an hour every day. I read each line it writes", "a", "every"),
        ("My patients noticed that I look at them again", "notice", "noticed"),
    ],
)
def test_words_that_differ_are_shown(words, gone, come):
    found = check(words)
    assert found.state == DIFFERS
    assert gone in [text for kind, text in found.shown if kind == "gone"]
    assert come in [text for kind, text in found.shown if kind == "come"]
    assert words.rstrip(".") == "".join(text for kind, text in found.shown if kind != "gone")


def test_a_difference_is_found_behind_words_that_were_left_out():
    found = check("I trust it with letters [...] Nobody told us first")
    assert found.state == DIFFERS
    assert ("gone", "asked") in found.shown
    assert ("come", "told") in found.shown


def test_words_that_nobody_said_are_not_found():
    assert check("The committee has approved this protocol in writing").state == MISSING
    assert check("black box").state == SHORT


def test_a_cell_that_is_no_quotation_is_passed_over_and_one_that_differs_is_not():
    assert check("The median age of participants was forty years", marked=False) is None
    assert check("It saves an hour each day. I read every line", marked=False).state == DIFFERS


def test_half_a_word_is_not_a_word():
    assert check("t saves an hou").state != EXACT


@given(st.integers(0, len(FIRST) - 1), st.integers(5, 80))
def test_every_stretch_of_words_of_a_text_is_exact(start, length):
    while start and FIRST[start - 1].isalnum():
        start -= 1
    end = min(start + length, len(FIRST))
    while end < len(FIRST) and FIRST[end].isalnum():
        end += 1
    words = FIRST[start:end].strip()
    if any(letter.isalnum() for letter in words):
        assert check(words).state == EXACT


@given(st.text(alphabet="ab …–“’\n\u00ad\u200b\u00a0", max_size=60))
def test_every_letter_of_a_folded_text_knows_where_it_stood(text):
    fold = folded(text)
    for place, letter in enumerate(fold.text):
        if letter.isalpha():
            assert text[fold.before(place)] == letter


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("One said: “I trust it,” and left.", ["I trust it,"]),
        ('One said: "I trust it" and "not risk".', ["I trust it", "not risk"]),
        ("«Je lui fais confiance», dit P1.", ["Je lui fais confiance"]),
        ("„Ich traue ihm“ und „nicht“.", ["Ich traue ihm", "nicht"]),
        ("He said ‘I don’t trust it’ (P01).", ["I don’t trust it"]),
        ("“She said ‘no’ to it,” he recalled.", ["She said ‘no’ to it,"]),
        ("“A long one that goes on", ["A long one that goes on"]),
        ('The nurses’ views and a 5" screen', []),
        ("그는 「믿지 않는다」고 말했다", ["믿지 않는다"]),
    ],
)
def test_quotations_are_read_in_the_marks_of_many_languages(text, found):
    assert [one.text for one in quotations_in([(TEXT, text)])] == found


def test_a_block_is_a_quotation_without_who_said_it():
    found = quotations_in([(BLOCK, "It saves an hour a day. (P02, doctor)"), (CELL, "Time"), (CELL, "n = 12")])
    assert [(one.text, one.after, one.marked) for one in found] == [("It saves an hour a day.", " (P02, doctor)", True)]

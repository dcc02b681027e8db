"""Where a span lies after its text was changed: what a researcher expects, and what always holds."""

from __future__ import annotations

import csv
import random
from collections import defaultdict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coding.revisions.anchoring import Edit, change_by, re_anchor
from coding.revisions.candidates import candidates
from coding.revisions.comparing import change_between
from coding.revisions.graphemes import on_boundary
from coding.revisions.showing import places_of
from tests.shared_data import SHARED, needs

PIECES = st.sampled_from(
    [
        "trust",
        "the tool",
        " ",
        "  ",
        ".",
        ", ",
        "\n",
        "\n\n",
        "P01: ",
        "e\u0301te\u0301",
        "👩🏽‍⚕️",
        "词语",
        "שלום",
        "no",
        "risk",
        "x",
    ]
)
TEXTS = st.lists(PIECES, max_size=30).map("".join)


def moved(old: str, new: str, words: str) -> str | None:
    start = old.index(words)
    span = re_anchor((start, start + len(words)), change_between(old, new))
    return new[slice(*span)] if span else None


@pytest.mark.parametrize(
    ("old", "new", "words", "then"),
    [
        pytest.param("I trust it here", "Well, I trust it here", "trust it", "trust it", id="a change before"),
        pytest.param("I trust it here", "I trust it there now", "trust it", "trust it", id="a change after"),
        pytest.param("I trust it", "I really do trust it", "trust", "trust", id="words added before"),
        pytest.param("I trust it", "I trust not it", "trust it", "trust not it", id="words added inside"),
        pytest.param("I trust it a lot", "I trust a lot", "trust it a lot", "trust a lot", id="a word taken out"),
        pytest.param("the organistion here", "the organisation here", "organistion", "organisation", id="a typo"),
        pytest.param("I can not do it", "I cannot do it", "can not", "cannot", id="two words made one"),
        pytest.param("one tool", "one tools", "tool", "tools", id="a word made longer at the end"),
        pytest.param("one tool", "one tool.", "tool", "tool", id="a mark added behind"),
        pytest.param("very very good", "very good", "very good", "very good", id="a word said twice"),
        pytest.param("a big dog", "a dog", "big dog", "dog", id="no blank left at the beginning"),
        pytest.param("我们喜欢这个工具", "我们很喜欢这个工具", "喜欢", "喜欢", id="a script without blanks"),
        pytest.param("at the old clinic", "at a new hospital", "old clinic", None, id="other words"),
        pytest.param("Yes. Nobody asked. No.", "Yes. No.", "Nobody asked.", None, id="words that are gone"),
        pytest.param("one two three four", "one", "one two three four", None, id="most words are gone"),
        pytest.param("so 👩🏽‍⚕️ it is", "so 👩🏽‍⚕️ it was", "👩🏽‍⚕️", "👩🏽‍⚕️", id="an emoji of four characters"),
    ],
)
def test_a_coding_keeps_what_a_reader_would_say_are_its_words(old, new, words, then):
    assert moved(old, new, words) == then


def test_a_paragraph_that_was_moved_takes_its_codings_along():
    first, *others = "The first of them, with words.", "Then the second one follows.", "And a third is the last."
    old, new = "\n\n".join([first, *others]), "\n\n".join([*others, first])
    assert moved(old, new, "of them") == "of them"
    again = f"{old}\n\nThe first of them, with words."
    assert moved(again, again.replace(first, "", 1), "first of them, with") is None


def test_a_name_that_was_replaced_is_taken_whole():
    old = "Dr Anna Smith-Jones of St Mary's said so."
    change = change_by(old, [Edit(3, 19, "[Person 1]"), Edit(23, 32, "[Clinic 1]")])
    assert change.new == "Dr [Person 1] of [Clinic 1] said so."
    for words, then in (
        ("Anna", "[Person 1]"), ("Jones of", "[Person 1] of"), ("of St", "of [Clinic 1]"), ("said so", "said so"),
        ("Smith-Jones of St Mary's", "[Person 1] of [Clinic 1]"), ("Dr", "Dr"),
    ):  # fmt: skip
        start = old.index(words)
        span = re_anchor((start, start + len(words)), change)
        assert change.new[slice(*span)] == then


def test_what_was_replaced_by_nothing_has_no_place():
    assert re_anchor((3, 7), change_by("Dr Anna came", [Edit(3, 8, "")])) is None


@pytest.mark.parametrize("edits", [[Edit(0, 3), Edit(2, 4)], [Edit(3, 2)], [Edit(0, 9)], [Edit(-1, 2)]])
def test_edits_that_do_not_fit_are_refused(edits):
    with pytest.raises(ValueError, match="overlaps another or lies outside"):
        change_by("text", edits)


@given(TEXTS, TEXTS)
def test_the_edits_found_between_two_texts_make_the_one_from_the_other(old, new):
    change = change_between(old, new)
    assert change_by(old, change.edits).new == new
    assert all(one.end <= other.start for one, other in zip(change.edits, change.edits[1:], strict=False))
    places, more = places_of(change, 1_000)
    assert more == 0
    assert "".join(p.text for place in places for p in place.pieces if p.kind == "come") == "".join(
        edit.text for edit in change.edits
    )


@given(TEXTS, st.data())
def test_in_a_text_that_is_the_same_every_span_stays(text, data):
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    if start < end:
        assert re_anchor((start, end), change_between(text, text)) == (start, end)


@st.composite
def edited(draw):
    old = draw(TEXTS.filter(bool))
    cuts = sorted(draw(st.lists(st.integers(0, len(old)), max_size=8)))
    ends = list(zip(cuts[::2], cuts[1::2], strict=False))
    return old, [Edit(a, b, draw(TEXTS)) for a, b in ends if (a, b) != (0, 0)]


@given(edited(), st.data())
def test_words_outside_of_edits_keep_their_words_exactly(made, data):
    old, edits = made
    change = change_by(old, edits)
    start = data.draw(st.integers(0, len(old) - 1))
    end = data.draw(st.integers(start + 1, len(old)))
    if not any((edit.start < end and edit.end > start) or edit.start in {start, end} for edit in change.edits):
        span = re_anchor((start, end), change)
        assert change.new[slice(*span)] == old[start:end]


@given(edited(), st.data())
def test_a_new_place_is_never_empty_nor_outside_nor_cuts_a_character(made, data):
    old, edits = made
    told = change_by(old, edits)
    start = data.draw(st.integers(0, len(old) - 1))
    end = data.draw(st.integers(start + 1, len(old)))
    for change in (told, change_between(old, told.new)):
        if span := re_anchor((start, end), change):
            assert 0 <= span[0] < span[1] <= len(change.new)
            if on_boundary(old, start) and on_boundary(old, end) and not change.moves:
                assert on_boundary(change.new, span[0])
                assert on_boundary(change.new, span[1])


@given(edited(), st.lists(st.integers(0, 10_000), min_size=4, max_size=4))
def test_what_comes_first_stays_first(made, points):
    old, edits = made
    change = change_by(old, edits)
    a, b, c, d = sorted(point % (len(old) + 1) for point in points)
    first, second = (re_anchor(span, change) if span[0] < span[1] else None for span in ((a, b), (c, d)))
    if first and second:
        assert first[0] <= second[0] or first[1] <= second[1]


@given(TEXTS, st.lists(st.tuples(st.integers(0, 10_000), PIECES), min_size=2, max_size=2))
def test_one_change_after_the_other_ends_where_both_at_once_do(old, additions):
    (a, first), (b, second) = sorted((point % (len(old) + 1), text) for point, text in additions)
    start, end = a + 1, b - 1
    if start >= end or not old[start:end].strip():
        return
    at_once = re_anchor((start, end), change_by(old, [Edit(a, a, first), Edit(b, b, second)]))
    one = change_by(old, [Edit(b, b, second)])
    other = change_by(one.new, [Edit(a, a, first)])
    assert re_anchor(re_anchor((start, end), one), other) == at_once


def test_texts_that_have_nothing_in_common_are_compared_in_bounded_time():
    chance = random.Random(3)
    old, new = ("".join(chance.choice("ab \n") for _n in range(200_000)) for _text in range(2))
    assert change_by(old, change_between(old, new).edits).new == new


def test_words_that_lost_their_place_are_looked_for_where_most_of_them_stand():
    text = "P01: Nothing here.\n\nP02: we were never asked before it came.\n\nP01: It came late."
    found = candidates("Nobody ever asked us before it came", text)
    assert text[slice(*found[0])] == "asked before it came"
    assert candidates("entirely unlike", text) == []


@needs("data/coded-narratives/spans.csv")
def test_in_real_coded_texts_every_span_that_was_not_touched_keeps_its_words():
    folder = SHARED / "data" / "coded-narratives"
    spans = defaultdict(set)
    with (folder / "spans.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            spans[row["doc"]].add((int(row["start"]), int(row["end"])))
    with (folder / "docs.csv").open(encoding="utf-8", newline="") as file:
        texts = {row["doc"]: row["text"] for row in csv.DictReader(file)}
    chance, looked, stretched = random.Random(11), 0, 0
    for doc, text in sorted(texts.items()):
        words = [match for match in range(1, len(text) - 1) if text[match] == " " and text[match + 1].isalpha()]
        places = sorted(chance.sample(words, min(6, len(words))))
        edits = [Edit(at, at + chance.choice((0, 1)), chance.choice((" indeed ", " newly said, "))) for at in places]
        new = change_by(text, edits).new
        change = change_between(text, new)
        for start, end in spans[doc]:
            span = re_anchor((start, end), change)
            if any(start < edit.end + 1 and edit.start - 1 < end for edit in edits):
                stretched += bool(span)
                continue
            looked += 1
            assert new[slice(*span)] == text[start:end]
    assert looked > 1_000
    assert stretched > 100


def test_paragraphs_in_another_order_keep_what_was_coded_in_them():
    chance = random.Random(7)
    words = ["we", "never", "asked", "before", "they", "said", "it", "came", "trust", "risk"]
    lines = [f"P{n}: " + " ".join(chance.choices(words, k=60)) for n in range(120)]
    old = "\n\n".join(lines)
    chance.shuffle(lines)
    change = change_between(old, "\n\n".join(lines))
    for line in lines:
        start = old.index(line) + 5
        span = re_anchor((start, start + 40), change)
        assert change.new[slice(*span)] == old[start : start + 40]


def test_a_typo_in_the_last_word_is_its_own_change_beside_lines_that_were_joined():
    old = "She asked: What makes those tasks different?\n\nHe said: The only one.\nAnd then."
    new = "She asked: What makes those tasks dxifferent? \nHe said: The only one.\nAnd then."
    start, end = old.index("What"), old.index("\n\n")
    span = re_anchor((start, end), change_between(old, new))
    assert new[slice(*span)] == "What makes those tasks dxifferent?"

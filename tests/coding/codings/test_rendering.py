"""A source as a page: every character is somewhere, and where it says it is."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from coding.codings.rendering import CHUNK_PARAGRAPHS, TurnSpan, chunks, initials, paragraphs

TEXTS = st.text(st.sampled_from("ab  \n\n\r\t\u2028\x85é👩🏽‍⚕️漢ש"), max_size=120)


@st.composite
def texts_with_turns(draw: st.DrawFn) -> tuple[str, list[TurnSpan]]:
    text = draw(TEXTS)
    cuts = sorted(draw(st.lists(st.integers(0, len(text)), max_size=12)))
    turns = [
        TurnSpan(start, body, end, "P")
        for start, body, end in zip(cuts[::3], cuts[1::3], cuts[2::3], strict=False)
        if body < end
    ]
    return text, turns


@given(texts_with_turns())
def test_leads_and_paragraphs_are_the_whole_text_again(case: tuple[str, list[TurnSpan]]) -> None:
    text, turns = case
    shown, tail = paragraphs(text, turns)
    assert "".join(one.lead + one.text for one in shown) + tail == text
    assert all(text[one.start : one.end] == one.text for one in shown)


@given(texts_with_turns())
def test_every_turn_is_a_paragraph_with_its_number_and_no_words_are_left_out(case: tuple[str, list[TurnSpan]]) -> None:
    text, turns = case
    shown, tail = paragraphs(text, turns)
    assert [(one.number, one.start, one.end) for one in shown if one.number] == [
        (number, turn.body_start, turn.end) for number, turn in enumerate(turns, start=1)
    ]
    assert not tail.strip()
    labels = {place for turn in turns for place in range(turn.start, turn.body_start)}
    covered = {place for one in shown for place in range(one.start, one.end)}
    assert all(text[place].isspace() for place in range(len(text)) if place not in covered | labels)


@given(texts_with_turns())
def test_chunks_are_the_paragraphs_in_order(case: tuple[str, list[TurnSpan]]) -> None:
    shown, _tail = paragraphs(*case)
    cut = chunks(shown)
    assert [one for chunk in cut for one in chunk.paragraphs] == shown
    assert all(0 < len(chunk.paragraphs) <= CHUNK_PARAGRAPHS for chunk in cut)
    assert all(chunk.start <= chunk.end for chunk in cut)


def test_a_long_paragraph_is_a_chunk_of_its_own() -> None:
    shown, _tail = paragraphs("\n".join(["a" * 13_000, "b", "c"]), [])
    assert [len(chunk.paragraphs) for chunk in chunks(shown)] == [1, 2]


def test_a_turn_that_overlaps_the_one_before_is_not_shown_twice() -> None:
    shown, _tail = paragraphs("abcdef", [TurnSpan(0, 0, 4), TurnSpan(2, 2, 6)])
    assert [one.text for one in shown] == ["abcd", "ef"]


def test_initials_tell_people_apart() -> None:
    assert initials(["Ana", "Ben", "Bea"]) == ["A", "Ben", "Bea"]
    assert initials(["Ana", "Ana"]) == ["A1", "A2"]
    assert initials([]) == []


@given(st.lists(st.text(min_size=1, max_size=8), max_size=6, unique_by=str.casefold))
def test_initials_are_all_different(names: list[str]) -> None:
    assert len(set(initials(names))) == len(names)

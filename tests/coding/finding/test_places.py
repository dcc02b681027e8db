"""Where hits may lie, how far a code reaches around them, and what stands beside them."""

from __future__ import annotations

from coding.finding.contexts import context, direction, left_key, right_key
from coding.finding.places import Region, Turn, extended, regions

TEXT = "Title\n\nI: How so? Tell me.\nP: I trust it. Mostly. \n\nnoise\nP: End"


def turn(label: str, said: str, **facts: object) -> Turn:
    start = TEXT.index(label + said)
    return Turn(start, start + len(label), start + len(label + said), **facts)


TURNS = [
    turn("I: ", "How so? Tell me.", speaker=1, is_interviewer=True),
    turn("P: ", "I trust it. Mostly. ", speaker=2),
    turn("P: ", "End", speaker=2),
]


def words(who: str = "") -> list[str]:
    return [TEXT[one.start : one.end] for one in regions(TEXT, TURNS, who)]


def test_labels_are_nobodys_words_and_text_outside_of_turns_is_searched():
    assert words() == ["Title", "How so? Tell me.", "I trust it. Mostly. ", "noise", "End"]


def test_interviewers_are_left_out_or_alone():
    assert words("participants") == ["Title", "I trust it. Mostly. ", "noise", "End"]
    assert words("interviewers") == ["How so? Tell me."]


def test_turns_that_overlap_give_their_words_once():
    assert len(list(regions("P: yes", [Turn(0, 3, 6), Turn(0, 3, 6)]))) == 1


def test_a_code_covers_the_hit_the_sentence_or_the_turn():
    start = TEXT.index("trust")
    region = Region(TURNS[1].body, TURNS[1].end)
    covers = {
        extent: TEXT[slice(*extended(TEXT, start, start + 5, region, extent))]
        for extent in ("match", "sentence", "turn")
    }
    assert covers == {"match": "trust", "sentence": "I trust it.", "turn": "I trust it. Mostly."}


def test_a_hit_over_two_sentences_takes_both():
    start = TEXT.index("it. Mostly")
    region = Region(TURNS[1].body, TURNS[1].end)
    assert TEXT[slice(*extended(TEXT, start, start + 8, region, "sentence"))] == "I trust it. Mostly."


def test_a_context_ends_with_its_turn_and_is_one_line():
    text = "before. one\ntwo HIT three\nfour"
    start = text.index("HIT")
    shown = context(text, start, start + 3, (8, len(text)), shown=8)
    assert (shown.left, shown.words, shown.right) == ("one two ", "HIT", " three f")


def test_hits_are_ordered_by_the_nearest_words():
    text = "an old dog barks"
    start = text.index("dog")
    assert left_key(text, start, 0) == ("old", "an")
    assert right_key(text, start + 3, len(text)) == ("barks",)


def test_the_direction_is_that_of_the_first_letter():
    assert [direction(text) for text in ("… 12 قرار", "12 word", "…")] == ["rtl", "ltr", "ltr"]

"""Coders agree, differ in extent, differ in code, or are alone."""

from hypothesis import given, settings
from hypothesis import strategies as st

from coding.codings.rendering import Paragraph
from coding.reconciliation.comparison import Place, compared
from coding.reconciliation.disagreements import CODE, EXTENT, ONLY, Mark, compare
from coding.reconciliation.options import options_for

TEXT = "I trust it with letters, but not with risk. Nobody asked us first."


def marks(*rows):
    return [Mark(number, *row) for number, row in enumerate(rows)]


def kinds(found):
    return [one.kind for one in found.differing]


def test_the_same_words_and_code_are_agreement():
    found = compare(TEXT, {"Ana", "Ben"}, marks(("Ana", "trust", 0, 23), ("Ben", "trust", 0, 23)))

    assert [(one.code, one.start, one.end) for one in found.agreed] == [("trust", 0, 23)]
    assert found.differing == ()


def test_white_space_at_the_ends_and_splitting_make_no_difference():
    found = compare(
        TEXT, {"Ana", "Ben"}, marks(("Ana", "trust", 0, 25), ("Ben", "trust", 0, 7), ("Ben", "trust", 7, 24))
    )

    assert [(one.start, one.end) for one in found.agreed] == [(0, 24)]
    assert found.differing == ()


def test_nobody_has_to_settle_a_full_stop():
    found = compare(TEXT, {"Ana", "Ben"}, marks(("Ana", "trust", 44, 65), ("Ben", "trust", 44, 66)))

    assert [(one.start, one.end) for one in found.agreed] == [(44, 66)]
    assert found.differing == ()


def test_the_same_code_on_other_words_is_an_extent_to_settle():
    found = compare(TEXT, {"Ana", "Ben"}, marks(("Ana", "trust", 0, 23), ("Ben", "trust", 2, 43)))

    assert kinds(found) == [EXTENT]
    assert (found.differing[0].start, found.differing[0].end) == (0, 43)


def test_two_codes_on_nearly_the_same_words_are_one_disagreement():
    found = compare(TEXT, {"Ana", "Ben"}, marks(("Ana", "trust", 0, 23), ("Ben", "errors", 0, 30)))

    assert kinds(found) == [CODE]
    assert len(found.differing[0].marks) == 2


def test_two_codes_that_hardly_overlap_are_two_disagreements():
    found = compare(TEXT, {"Ana", "Ben"}, marks(("Ana", "trust", 0, 23), ("Ben", "errors", 20, 60)))

    assert kinds(found) == [ONLY, ONLY]


def test_two_codes_of_one_coder_are_no_rivals():
    found = compare(TEXT, {"Ana", "Ben"}, marks(("Ana", "trust", 0, 23), ("Ana", "errors", 0, 23)))

    assert kinds(found) == [ONLY, ONLY]


def test_agreement_needs_everyone_who_read_the_source():
    both = marks(("Ana", "trust", 0, 23), ("Ben", "trust", 0, 23))

    assert kinds(compare(TEXT, {"Ana", "Ben", "Cem"}, both)) == [ONLY]
    assert len(compare(TEXT, {"Ana", "Ben"}, both).agreed) == 1


def test_marks_of_those_who_have_not_handed_in_are_passed_over():
    found = compare(TEXT, {"Ana", "Ben"}, marks(("Cem", "trust", 0, 23)))

    assert found.agreed == found.differing == ()


def test_three_coders_with_three_codes_are_one_disagreement():
    found = compare(TEXT, {"Ana", "Ben", "Cem"}, marks(("Ana", "a", 0, 23), ("Ben", "b", 0, 23), ("Cem", "c", 0, 24)))

    assert kinds(found) == [CODE]
    assert len(found.differing[0].marks) == 3


MARKS = st.lists(
    st.tuples(st.sampled_from(["Ana", "Ben", "Cem"]), st.sampled_from("xyz"), st.integers(0, 60), st.integers(1, 20)),
    max_size=10,
)


@settings(deadline=None)
@given(MARKS)
def test_every_mark_of_a_reader_is_agreed_or_to_settle_and_in_one_place_only(rows):
    text = "x" * 80
    given_ = [Mark(n, coder, code, start, start + length) for n, (coder, code, start, length) in enumerate(rows)]

    found = compare(text, {"Ana", "Ben", "Cem"}, given_)

    settling = [mark.id for one in found.differing for mark in one.marks]
    assert len(settling) == len(set(settling))
    for mark in given_:
        if mark.id not in settling:
            assert any(
                one.code == mark.code and one.start <= mark.start and mark.end <= one.end for one in found.agreed
            )
    for one in found.differing:
        assert one.start == min(m.start for m in one.marks)
        assert one.end == max(m.end for m in one.marks)
        codes = {m.code for m in one.marks}
        assert (one.kind == CODE) == (len(codes) > 1)


def test_choices_are_those_that_make_sense_and_each_once():
    extent = marks(("Ana", "trust", 0, 23), ("Ben", "trust", 2, 43))
    alone = marks(("Ana", "trust", 0, 23))
    codes = marks(("Ana", "trust", 0, 23), ("Ben", "errors", 0, 30))

    assert [o.value for o in options_for(EXTENT, extent)] == [
        "keep:Ana",
        "keep:Ben",
        "union",
        "overlap",
        "other",
        "none",
    ]
    assert [o.value for o in options_for(ONLY, alone)] == ["keep:Ana", "other", "none"]
    assert [o.value for o in options_for(CODE, codes)] == ["keep:Ana", "keep:Ben", "both", "other", "none"]
    nested = marks(("Ana", "trust", 0, 43), ("Ben", "trust", 2, 23))
    assert [o.value for o in options_for(EXTENT, nested)] == ["keep:Ana", "keep:Ben", "other", "none"]


def test_union_and_overlap_write_the_words_they_name():
    extent = marks(("Ana", "trust", 0, 23), ("Ben", "trust", 2, 43))
    words = {option.choice: option.words for option in options_for(EXTENT, extent)}

    assert words["union"] == (("trust", 0, 43),)
    assert words["overlap"] == (("trust", 2, 23),)


@settings(deadline=None)
@given(MARKS)
def test_the_pieces_of_a_compared_text_are_the_whole_text(rows):
    text = "word " * 16
    given_ = [
        Mark(n, coder, code, start, min(80, start + length)) for n, (coder, code, start, length) in enumerate(rows)
    ]
    found = compare(text, {"Ana", "Ben", "Cem"}, given_)
    places = [Place(n, one.start, one.end, one.marks) for n, one in enumerate(found.differing)]
    paragraphs = [Paragraph(0, 40, text[:40], ""), Paragraph(40, 80, text[40:], "")]

    shown = compared(paragraphs, [(one.start, one.end) for one in found.agreed], places, ["Ana", "Ben", "Cem"], 0)

    assert "".join(piece.text for one in shown for piece in one.pieces) == text
    anchors = [piece.place for one in shown for piece in one.pieces if piece.anchor]
    # A place that another covers has no words of its own to show, except the one in hand.
    assert len(anchors) == len(set(anchors))
    assert not places or 0 in anchors

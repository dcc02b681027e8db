"""Codings laid on characters, sentences, turns and whole sources count as they would by hand."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coding.agreement.histograms import code_tables
from coding.agreement.laying import presence
from coding.agreement.passages import coded_units, disagreeing_units
from coding.agreement.units import CONTINUUM_UNITS, UNITS, WHOLE, AgreementError, CodedSource

CODERS, CODES = ("Ana", "Ben", "Cem"), ("x", "y")
LENGTH = 30
SENTENCES = [(0, 7), (8, 15), (15, 22), (24, 30)]
PARAGRAPHS = [(0, 15), (15, 22), (23, 30)]
CODING = st.tuples(st.integers(0, LENGTH - 1), st.integers(1, 9), st.sampled_from(CODES)).map(
    lambda drawn: (drawn[0], min(LENGTH, drawn[0] + drawn[1]), drawn[2])
)


@st.composite
def sources(draw):
    found = []
    for key in range(draw(st.integers(1, 4))):
        seen = frozenset(draw(st.sets(st.sampled_from(CODERS))))
        codings = {coder: draw(st.lists(CODING, max_size=5)) for coder in CODERS}
        bounds = {"sentence": SENTENCES, "turn": [(0, 15), (15, 30)], "paragraph": PARAGRAPHS}
        found.append(CodedSource(key, LENGTH, bounds, seen, codings))
    return found


def unit_spans(source, unit):
    if unit in CONTINUUM_UNITS:
        return [(i, i + 1) for i in range(LENGTH)]
    return [(0, LENGTH)] if unit in WHOLE else source.boundaries[unit]


def by_hand(source, unit, code):
    """One row per unit: the set of coders who applied the code, looking at every unit."""
    rows = []
    for start, end in unit_spans(source, unit):
        rows.append({
            coder for coder in source.seen
            if any(a < end and b > start and c == code for a, b, c in source.codings[coder])
        })  # fmt: skip
    return rows


@settings(max_examples=60, deadline=None)
@given(sources(), st.sampled_from(UNITS), st.sampled_from(CODES))
def test_histogram_and_pair_tables_equal_a_count_unit_by_unit(given_sources, unit, code):
    found = presence(given_sources, CODERS, CODES, unit)
    tables = code_tables(found, CODES.index(code))

    for s, source in enumerate(given_sources):
        rows = by_hand(source, unit, code)
        histogram = {tuple(kind): w for kind, w in zip(tables.counts.astype(int), tables.weights[s], strict=True) if w}
        expected = {}
        for held in rows:
            kind = (len(held), len(source.seen) - len(held))
            expected[kind] = expected.get(kind, 0) + 1
        assert histogram == expected
        for pair, (first, second) in enumerate([("Ana", "Ben"), ("Ana", "Cem"), ("Ben", "Cem")]):
            table = np.zeros((2, 2))
            if {first, second} <= source.seen:
                for held in rows:
                    table[int(first not in held), int(second not in held)] += 1
            assert tables.pairs[s, pair].tolist() == table.tolist()


@settings(max_examples=60, deadline=None)
@given(sources(), st.sampled_from(UNITS), st.sampled_from(CODES))
def test_listed_passages_are_exactly_the_coded_units(given_sources, unit, code):
    listed = coded_units(given_sources, CODERS, code, unit)
    disputed = disagreeing_units(given_sources, CODERS, code, unit)

    expected = set()
    for source in given_sources:
        if len(source.seen) < 2:
            continue
        for (start, end), held in zip(unit_spans(source, unit), by_hand(source, unit, code), strict=True):
            if held:
                for i in range(start, end):
                    expected.add((source.key, i, frozenset(held), held != source.seen))
    found = {(u.source, i, frozenset(u.coders), u.disagrees) for u in listed for i in range(u.start, u.end)}
    assert found == expected
    assert disputed == [u for u in listed if u.disagrees]


def test_a_coder_who_saw_a_source_and_applied_nothing_is_a_zero_not_missing():
    codings = {"Ana": [(0, 5, "x")]}
    read = CodedSource("read", 10, {}, frozenset({"Ana", "Ben"}), codings)
    unread = CodedSource("unread", 10, {}, frozenset({"Ana"}), codings)

    found = presence([read, unread], ["Ana", "Ben"], ["x"], "source")

    assert found.units_compared == 1
    assert code_tables(found, 0).pairs.sum(axis=0).tolist() == [[[0, 1], [0, 0]]]


def test_a_coding_of_white_space_alone_touches_no_unit():
    text = "One two.  Three.\nFour."
    bounds = {"sentence": [(0, 8), (10, 16), (17, 22)]}
    codings = {"Ana": [(8, 10, "x"), (8, 13, "x")], "Ben": [(6, 10, "x")]}
    source = CodedSource("s", len(text), bounds, frozenset({"Ana", "Ben"}), codings, text)

    found = presence([source], ["Ana", "Ben"], ["x"], "sentence")

    assert found.outside == 1
    assert code_tables(found, 0).pairs.sum(axis=0).tolist() == [[[0, 1], [1, 1]]]


def test_two_codings_of_one_code_on_one_unit_count_once():
    codings = {"Ana": [(0, 3, "x"), (2, 5, "x"), (5, 8, "x")], "Ben": []}
    source = CodedSource("s", 10, {"sentence": [(0, 10)]}, frozenset({"Ana", "Ben"}), codings)

    characters = presence([source], ["Ana", "Ben"], ["x"], "character")
    sentences = presence([source], ["Ana", "Ben"], ["x"], "sentence")

    assert code_tables(characters, 0).pairs.sum(axis=0).tolist() == [[[0, 8], [0, 2]]]
    assert code_tables(sentences, 0).pairs.sum(axis=0).tolist() == [[[0, 1], [0, 0]]]


def test_impossible_requests_are_refused_in_words():
    overlapping = CodedSource("s", 10, {"turn": [(0, 6), (5, 10)]}, frozenset({"Ana"}), {})

    with pytest.raises(AgreementError, match="turns of source s overlap"):
        presence([overlapping], ["Ana"], ["x"], "turn")
    with pytest.raises(AgreementError, match="unit verse is not known"):
        presence([], ["Ana"], ["x"], "verse")
    with pytest.raises(AgreementError, match="At most 62 coders"):
        presence([], range(63), ["x"], "turn")


def test_sixty_two_coders_fit():
    coders = tuple(range(62))
    source = CodedSource("s", 10, {}, frozenset(coders), {coder: [(0, 5, "x")] for coder in coders})

    found = code_tables(presence([source], coders, ["x"], "character"), 0)

    assert dict(zip(map(tuple, found.counts.tolist()), found.weights[0].tolist(), strict=True))[62.0, 0.0] == 5

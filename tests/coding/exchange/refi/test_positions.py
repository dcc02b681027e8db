"""Positions of every program come to lie on the same words."""

from __future__ import annotations

from copy import deepcopy
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coding.exchange.refi import model
from coding.exchange.refi.container import opened
from coding.exchange.refi.markup import Faults, parse, read_project
from coding.exchange.refi.model import text_of
from coding.exchange.refi.positions import (
    EVERY,
    Convention,
    Places,
    decide,
    is_clean,
    is_quotation,
    our_text,
    to_utf16,
    usual,
)
from coding.exchange.refi.settling import Settled, settle
from coding.exchange.refi.writing import PROFILES, write_qdpx
from tests.coding.exchange.refi.projects import guid
from tests.shared_data import SHARED, needs

SAMPLES = SHARED / "refi/samples"
texts = st.text(st.sampled_from("ab \r\n👩🏽‍⚕️é字\ufeff"), max_size=40)


def settled(name: str) -> Settled:
    faults = Faults()
    with opened(SAMPLES / name, name) as container:
        return settle(read_project(parse(container.xml, name), name, faults), container, faults)


def quotations(done: Settled) -> list[tuple[str, str, bool]]:
    """(name, words, clean at both ends) of every coded selection of a text."""
    found = []
    for source in done.project.sources:
        text = text_of(source)
        for one in text.selections if text and text.content else []:
            if one.codings:
                words = text.content[one.start : one.end]
                found.append((one.name or "", words, is_clean(text.content, one.start, one.end)))
    return found


@given(texts, st.sampled_from(EVERY), st.data())
def test_every_position_of_a_program_is_the_same_place_in_our_text(raw, convention, data):
    places = Places(raw)
    bare = raw.removeprefix("\ufeff")
    cut = data.draw(st.integers(0, len(bare)))
    if bare[cut - 1 : cut + 1] == "\r\n" and cut:
        return
    before = bare[:cut].replace("\r\n", "\n") if convention.collapsed else bare[:cut]
    theirs = len(before.encode("utf-16-le")) // 2 if convention.utf16 else len(before)

    [ours] = places.ours([theirs], convention)

    assert places.text[:ours] == bare[:cut].replace("\r\n", "\n").replace("\r", "\n")


@given(st.text(st.sampled_from("a👩\n字"), max_size=20))
def test_utf16_units_and_back(text):
    positions = list(range(len(text) + 1))

    assert Places(text).ours(to_utf16(text, positions), Convention(utf16=True)) == positions


def test_what_lies_beyond_the_end_or_within_a_character_lies_nowhere():
    places = Places("a👩b\r\n")

    assert places.ours([-1, 0, 2, 3, 6, 7, 10**30], Convention(utf16=True)) == [None, 0, None, 2, 4, None, None]


def test_another_convention_is_found_where_it_fits_clearly_better_and_is_said():
    raw = "👩👩👩 one two three"
    named = [(7, 10, "one"), (11, 14, "two"), (15, 20, "three")]

    verdict = decide([(Places(raw), named)], "SomeTool 3")

    assert verdict.convention == Convention(utf16=True)
    assert "clearly less well" in verdict.sentences()[1]


def test_where_every_way_of_counting_is_the_same_nothing_is_said():
    assert decide([(Places("plain words"), [(0, 5, "plain")])], "NVivo").sentences() == []


def test_programs_are_known_by_their_origin():
    assert usual("NVivo for Windows 12.6") == Convention(utf16=True)
    assert usual("QualCoder 4.0 Beta") == Convention(collapsed=True)
    assert usual(None) == Convention()


def test_a_name_cut_short_is_still_a_quotation():
    assert is_quotation("damage done by…", "damage done by fatty foods")
    assert not is_quotation("my favourite", "damage done by fatty foods")


@needs("refi")
@pytest.mark.parametrize(
    ("name", "all_of_them", "clean"),
    # Counted with 36 ways of counting (research/refi-qda.md 2.1); three quotations on the Mac end within a word.
    [("nvivo_win_12.6_small_scrubbed.qdpx", 97, 97), ("nvivo_mac_12.7.0_scrubbed.qdpx", 297, 294)],
)
def test_every_quotation_of_nvivo_is_right(name, all_of_them, clean):
    found = quotations(settled(name))

    assert len(found) == all_of_them
    assert sum(edges for _name, _words, edges in found) == clean
    assert all(words.strip() for _name, words, _edges in found)


@needs("refi")
@pytest.mark.parametrize("name", ["qualcoder_synthetic.qdpx", "qualcoder_synthetic_maxqda_endings.qdpx"])
def test_every_quotation_of_qualcoder_is_letter_by_letter_what_it_says(name):
    found = quotations(settled(name))

    assert len(found) == 6
    assert all(is_quotation(said, words) for said, words, _edges in found)


@needs("refi")
def test_in_nvivo_the_coder_is_on_the_selection():
    done = settled("nvivo_win_12.6_small_scrubbed.qdpx")

    for source in done.project.sources:
        for one in source.selections:
            assert {coding.creating_user for coding in one.codings} <= {one.creating_user}


@given(texts, st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), max_size=5), st.sampled_from(PROFILES))
def test_what_is_settled_is_the_same_when_it_was_written_and_read_again(raw, pairs, profile):
    words = our_text(raw)
    text = model.Text(guid=guid(1), name="S", creating_user=guid(2))
    for number, pair in enumerate(pairs, start=3):
        start, end = sorted(min(place, len(words)) for place in pair)
        text.selections.append(model.TextSelection(guid=guid(number), start=start, end=end, creating_user=guid(2)))
    project = model.Project(name="x", sources=[text])
    with TemporaryDirectory() as folder:
        path = Path(folder) / "x.qdpx"
        write_qdpx(path, deepcopy(project), lambda _guid: words, [], profile)
        with opened(path, "x") as container:
            read = read_project(parse(container.xml, "x"), "x", Faults())
            settle(read, container, Faults())

    assert read.sources[0].content == our_text(words)
    assert read.sources[0].selections == text.selections

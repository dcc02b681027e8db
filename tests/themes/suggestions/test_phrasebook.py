"""A phrasebook knows which passage holds which phrase, and is the same after it was stored."""

import numpy as np

from themes.suggestions.phrasebook import phrasebook_of
from themes.suggestions.phrases import Phrase

CODES, PAINFUL = Phrase(("code", "review"), "code reviews"), Phrase(("merge",), "merge")


def test_only_what_two_people_say_is_kept():
    book = phrasebook_of([{CODES, PAINFUL}, {CODES}, {PAINFUL}], [frozenset("A"), frozenset("B"), frozenset("A")])
    assert book.texts == ("code reviews",)
    np.testing.assert_array_equal(book.table.toarray(), [[1], [1], [0]])


def test_of_one_person_everything_is_kept():
    assert phrasebook_of([{CODES}, {PAINFUL}], [frozenset("A")] * 2).texts == ("code reviews", "merge")


def test_it_is_spelled_as_most_spell_it():
    other = Phrase(CODES.key, "Code Review")
    book = phrasebook_of([{CODES}, {CODES}, {other}], [frozenset({row}) for row in range(3)])
    assert book.texts == ("code reviews",)

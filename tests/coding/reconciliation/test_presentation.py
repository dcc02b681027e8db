"""Disagreements in words."""

from coding.codings.models import Coding
from coding.reconciliation.disagreements import CODE
from coding.reconciliation.models import Disagreement
from coding.reconciliation.presentation import choices_for, spaced


def test_choices_stand_in_the_order_of_the_coders_whoever_coded_first():
    later = Coding(coder_id=2, code_id=11, start=0, end=5)
    earlier = Coding(coder_id=1, code_id=12, start=0, end=5)
    names, paths = {1: "Ana", 2: "Ben"}, {11: spaced("Trust"), 12: spaced("Trust/Errors")}

    choices = choices_for(Disagreement(kind=CODE), [later, earlier], names, paths, "Trust is hard.")

    assert [choice.label for choice in choices[:2]] == ["As Ana: Trust / Errors", "As Ben: Trust"]

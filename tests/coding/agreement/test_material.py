"""From stored codings to what is compared: units, who read what, and what blindness hides."""

import pytest
from django.utils import timezone

from coding.agreement.queries import Scope, material
from coding.agreement.reports import Question, named_report, report_for
from coding.codings.actions import apply_code
from coding.codings.assigning import mark_read
from tests.coding.agreement.conftest import seal
from tests.factories import coding as make


def entry(report, path):
    return next(one for one in report["codes"] if one["code"] == path)


@pytest.mark.parametrize(
    ("unit", "units", "trust", "work"),
    [
        # sentences of the turns' bodies; speakers' names belong to no unit
        (
            "sentence",
            10,
            {"both": 1, "first_only": 0, "second_only": 0},
            {"both": 0, "first_only": 1, "second_only": 1},
        ),
        ("turn", 7, {"both": 1, "first_only": 0, "second_only": 0}, {"both": 1, "first_only": 0, "second_only": 0}),
        ("source", 2, {"both": 1, "first_only": 0, "second_only": 0}, {"both": 1, "first_only": 0, "second_only": 0}),
    ],
)
def test_counts_at_each_unit_are_those_one_counts_by_hand(compared, unit, units, trust, work):
    report = named_report(Question(compared.project, unit=unit, resamples=0))

    assert report["units"] == units
    for path, expected in (("Trust", trust), ("Work", work)):
        counts = entry(report, path)["pairs"][0]["counts"]
        assert {name: counts[name] for name in expected} == expected
        assert sum(counts.values()) == units


def test_characters_are_counted_in_code_points_over_the_whole_text(compared):
    report = named_report(Question(compared.project, unit="character", resamples=0))

    first, second = "I trust it with letters", "trust it with letters 👩🏽‍⚕️ but not with risk."
    counts = entry(report, "Trust")["pairs"][0]["counts"]
    assert counts["both"] == len(first) - 2
    assert counts["first_only"] == 2
    assert counts["second_only"] == len(second) - len(first) + 2
    assert report["units"] == sum(source.characters for source in compared.transcripts)


def test_subcodes_count_for_their_code_when_asked(compared):
    plain = named_report(Question(compared.project, resamples=0))
    rolled = named_report(Question(compared.project, resamples=0, rollup=True))

    assert entry(plain, "Trust")["counts"]["Cora Coder"]["units"] == 1
    assert entry(rolled, "Trust")["counts"]["Cora Coder"]["units"] == 2
    assert entry(rolled, "Trust/Errors") == entry(plain, "Trust/Errors")


def test_whoever_did_not_read_a_source_is_missing_there(compared):
    mark_read(source=compared.answers[0], by=compared.coder)
    alone = named_report(Question(compared.project, unit="source", resamples=0))
    assert alone["units"] == 2

    mark_read(source=compared.answers[0], by=compared.second_coder)
    assert named_report(Question(compared.project, unit="source", resamples=0))["units"] == 3


def test_a_coding_outside_of_rounds_says_that_its_coder_read_the_source(compared):
    apply_code(source=compared.answers[0], code=compared.codes["Work"], by=compared.coder, start=0, end=6)
    mark_read(source=compared.answers[0], by=compared.second_coder)

    assert named_report(Question(compared.project, unit="source", resamples=0))["units"] == 3


def test_a_coding_of_a_round_says_so_only_once_it_is_handed_in_there(compared):
    answer = compared.answers[0]
    round_ = make.RoundFactory(project=compared.project)
    mine = make.AssignmentFactory(source=answer, coder=compared.coder, round=round_)
    make.CodingFactory(source=answer, code=compared.codes["Work"], coder=compared.coder, round=round_, start=0, end=6)
    mark_read(source=answer, by=compared.second_coder)

    def units():
        return named_report(Question(compared.project, unit="source", resamples=0))["units"]

    assert units() == 2
    make.Assignment.objects.filter(pk=mine.pk).update(done_at=timezone.now())
    assert units() == 3


def test_sealed_sources_are_not_there_and_the_report_says_how_many(compared):
    seal(compared.transcripts[0], compared.coder)

    report, _names = report_for(Question(compared.project, unit="source", resamples=0))

    assert report["units"] == 1
    assert report["hidden_sources"] == 1
    assert all(one["units_coded"] == 0 for one in report["codes"])


def test_the_report_changes_as_soon_as_a_coding_does(compared):
    question = Question(compared.project, resamples=0)
    before, _names = report_for(question)

    apply_code(source=compared.transcripts[1], code=compared.codes["Work"], by=compared.coder, start=60, end=80)

    after, _names = report_for(question)
    assert before != after


def test_a_retired_code_that_was_used_is_compared_and_an_unused_one_is_not(compared):
    from coding.codebook.actions import retire_code

    retire_code(code=compared.codes["Work"], by=compared.lead)
    paths = set(material(compared.project, round_=None, scope=Scope("source")).codes.values())

    assert "Work" in paths
    assert "Work/Time saved" not in paths


def test_two_people_of_the_same_name_stay_two(compared):
    compared.second_coder.name = compared.coder.name
    compared.second_coder.save()

    report = named_report(Question(compared.project, resamples=0))

    assert report["coders"] == ["Cora Coder (1)", "Cora Coder (2)"]

"""Codings of a table: all of them, or none and what is wrong with which row."""

import csv
import io

import pytest

from coding.agreement.reports import Question, named_report
from coding.codebook.actions import retire_code
from coding.codebook.models import Code
from coding.codings.models import Assignment, Coding
from coding.exchange.coding_import import import_codings_file
from coding.reconciliation.models import Round
from coding.sources.importers.problems import ImportProblem, ImportProblems
from tests.factories.people import MembershipFactory, UserFactory
from workbench.membership.models import Membership


def table(rows, header="source,coder,code,start,end,quote,round"):
    file = io.StringIO()
    csv.writer(file).writerows([header.split(","), *rows])
    return file.getvalue().encode()


def load(study, rows, **options):
    return import_codings_file(project=study.project, by=study.lead, name="codings.csv", data=table(rows), **options)


def test_codings_coders_and_those_who_applied_nothing_come_in(study):
    done = load(study, [
        ["P01 nurse", "Ana", "Trust/Errors", "104", "126", "Nobody asked us first.", ""],
        ["P01 nurse", "cora coder", "trust", "57", "62", "", ""],
        ["P02 doctor", "Ana", "", "", "", "", ""],
    ])  # fmt: skip

    assert done.new == 2
    assert Coding.objects.get(code=study.codes["Trust"]).coder == study.coder
    ana = Membership.objects.get(project=study.project, user__name="Ana")
    assert ana.user.email is None
    assert Assignment.objects.filter(coder=ana.user, done_at__isnull=False).count() == 2
    assert "2 codings of 2 coders" in str(done)


def test_the_same_file_again_changes_nothing(study):
    rows = [["P01 nurse", "Ana", "Trust", "57", "62", "trust", ""]]
    load(study, rows)

    assert load(study, rows).new == 0
    assert Coding.objects.count() == 1
    assert Assignment.objects.count() == 1


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (["P01 nurs", "Ana", "Trust", "1", "5", "", ""], 'row 3, column "source": there is no source “P01 nurs”'),
        (["P01 nurs", "Ana", "Trust", "1", "5", "", ""], "Is it “P01 nurse”?"),
        (["P01 nurse", "Ana", "Trsut", "1", "5", "", ""], "there is no code “Trsut”"),
        (["P01 nurse", "Ana", "Trust", "1", "5000", "", ""], "the source has only"),
        (["P01 nurse", "Ben", "Trust", "57", "62", "truth", ""], "is “trust”, not “truth”. That quote is nowhere"),
        (["P01 nurse", "Ana", "Trust", "58", "63", "trust", ""], "That quote begins at"),
        (["P01 nurse", "consensus", "Trust", "57", "62", "", ""], "cannot be imported"),
        (["P01 nurse", "Ana", "Trust", "62", "57", "", ""], "must be greater"),
        (["P01 nurse", "", "Trust", "57", "62", "", ""], "names no coder"),
        (["P01 nurse", "A" * 151, "Trust", "57", "62", "", ""], "at most 150 characters"),
        (["P01 nurse", "Ana", "Trust", "57", "62", "", "R" * 201], "at most 200 characters"),
        (["P01 nurse", "Ana", "Work", "57", "62", "", ""], 'row 3, column "code": the code “Work” was retired'),
        (["P01 nurse", "Twin", "Trust", "57", "62", "", ""], 'row 3, column "coder": 2 members are called “Twin”'),
    ],
)
def test_a_wrong_row_is_named_with_what_to_do_and_nothing_is_imported(study, row, said):
    good = ["P01 nurse", "Ana", "Trust", "57", "62", "trust", ""]
    retire_code(code=study.codes["Work"], by=study.lead)
    for _each in range(2):
        MembershipFactory(project=study.project, user=UserFactory(name="Twin"))
    members = Membership.objects.count()

    with pytest.raises((ImportProblem, ImportProblems)) as raised:
        load(study, [good, row])

    assert said in str(raised.value)
    assert not Coding.objects.exists()
    assert Membership.objects.count() == members


def test_a_code_too_long_to_be_made_is_named_with_its_row(study):
    with pytest.raises(ImportProblems, match=r'row 2, column "code": .*at most 200 characters'):
        load(study, [["P01 nurse", "Ana", "C" * 201, "57", "62", "", ""]], create_codes=True)


def test_unknown_codes_are_made_on_request_with_those_above_them(study):
    done = load(study, [["P01 nurse", "Ana", "Care / Touch", "57", "62", "", ""]], create_codes=True)

    assert done.codes_made == ["Care", "Care/Touch"]
    assert Code.objects.get(name="Touch").parent.name == "Care"
    assert Coding.objects.get().code.name == "Touch"


def test_a_round_comes_with_its_codings_and_can_be_compared(study):
    load(study, [
        ["P01 nurse", "Ana", "Trust", "57", "62", "", "Paper"],
        ["P01 nurse", "Ben", "Trust", "57", "62", "", "Paper"],
        ["P02 doctor", "Ana", "", "", "", "", "Paper"],
        ["P02 doctor", "Ben", "Work", "60", "70", "", "Paper"],
    ])  # fmt: skip

    made = Round.objects.get()
    assert made.name == "Paper"
    report = named_report(Question(study.project, round=made, unit="source", resamples=0))
    assert report["units"] == 2
    assert report["coders"] == ["Ana", "Ben"]
    work = next(one for one in report["codes"] if one["code"] == "Work")
    assert work["pairs"][0]["counts"] == {"both": 0, "first_only": 0, "second_only": 1, "neither": 1}

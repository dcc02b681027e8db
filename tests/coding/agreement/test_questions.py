"""What can be asked of agreement: units, branches, groups, rounds, sources, and the text without the interviewer."""

import io
import json
from datetime import UTC, datetime

import pytest
from django.core.management import CommandError, call_command

from coding.agreement.groupings import sources_by_month, sources_by_value, variable_named
from coding.agreement.queries import Scope, material
from coding.agreement.reports import Question, lines_by_source, named_report, reports_by_round, reports_by_variable
from coding.codings.assigning import mark_read
from coding.codings.models import Assignment
from coding.reconciliation.models import RoundState
from coding.sources.models import Speaker, VariableKind
from tests.coding.agreement.conftest import seal
from tests.factories import coding as make


def run(*arguments) -> str:
    out = io.StringIO()
    call_command("agreement", *map(str, arguments), stdout=out)
    return out.getvalue()


def ask(study, *arguments) -> dict:
    return json.loads(run(study.slug, "--resamples", 0, "--json", *arguments))


def entry(report, path):
    return next(one for one in report["codes"] if one["code"] == path)


@pytest.fixture
def interviewed(compared):
    Speaker.objects.filter(source__project=compared.project, name="Interviewer").update(is_interviewer=True)
    return compared


# ---- units -----------------------------------------------------------------------------------


def test_an_answer_is_a_source_that_answers_a_question(compared):
    for answer in compared.answers[:2]:
        for coder in (compared.coder, compared.second_coder):
            mark_read(source=answer, by=coder)

    assert ask(compared, "--unit", "source")["units"] == 4
    answers = ask(compared, "--unit", "answer")
    assert (answers["unit"], answers["units"]) == ("answer", 2)


def test_paragraphs_lie_within_turns(compared):
    turns, paragraphs = (ask(compared, "--unit", unit) for unit in ("turn", "paragraph"))

    assert paragraphs["units"] == turns["units"] == 7
    assert entry(paragraphs, "Trust")["pairs"][0]["counts"] == entry(turns, "Trust")["pairs"][0]["counts"]


def test_unitizing_compares_spans_and_says_that_there_are_no_units(compared):
    spans = ask(compared, "--unit", "unitizing")
    characters = ask(compared, "--unit", "character")

    trust, same = entry(spans, "Trust")["coefficients"], entry(characters, "Trust")["coefficients"]
    for name in ("bin_u_alpha", "ku_alpha", "f1_characters", "f1_spans"):
        assert trust[name] == same[name]
    assert trust["krippendorff_alpha_nominal"]["value"] is None
    assert "no" in trust["krippendorff_alpha_nominal"]["undefined"]
    assert same["krippendorff_alpha_nominal"]["value"] is not None


@pytest.mark.parametrize(("unit", "fewer"), [("turn", 3), ("paragraph", 3), ("sentence", 3)])
def test_what_interviewers_ask_can_be_left_out(interviewed, unit, fewer):
    whole = ask(interviewed, "--unit", unit)
    without = ask(interviewed, "--unit", unit, "--without-interviewer")

    assert whole["left_out_text"] is None
    assert "interviewers" in without["left_out_text"]
    assert without["units"] == whole["units"] - fewer
    both = entry(without, "Trust")["pairs"][0]["counts"]
    assert both["both"] == entry(whole, "Trust")["pairs"][0]["counts"]["both"]


def test_characters_of_the_interviewer_can_be_left_out_too(interviewed):
    asked = sum(
        turn.end - turn.start
        for source in interviewed.transcripts
        for turn in source.turns.filter(speaker__is_interviewer=True)
    )

    whole, without = (
        ask(interviewed, "--unit", "character"),
        ask(interviewed, "--unit", "character", "--without-interviewer"),
    )

    assert asked > 0
    assert without["units"] == whole["units"] - asked
    counts = [entry(one, "Trust")["pairs"][0]["counts"] for one in (whole, without)]
    assert counts[1] == counts[0] | {"neither": counts[0]["neither"] - asked}


# ---- codes -----------------------------------------------------------------------------------


def test_a_branch_is_a_code_and_what_is_below_it(compared):
    report = ask(compared, "--branch", "Trust")

    assert report["branch"] == "Trust"
    assert all(one["code"].startswith("Trust") for one in report["codes"])
    assert len(report["codes"]) > 1
    whole = ask(compared)
    assert entry(report, "Trust")["coefficients"] == entry(whole, "Trust")["coefficients"]


def test_a_branch_can_be_an_ordered_scale(compared):
    report = ask(compared, "--branch", "Trust", "--weights", "quadratic", "--unit", "source")

    assert report["weights"] == "quadratic"
    assert "gwet_ac2" in report["overall"]["coefficients"]
    assert "gwet_ac2" not in ask(compared)["overall"]["coefficients"]


def test_gamma_comes_when_asked_for(compared):
    report = ask(compared, "--unit", "unitizing", "--gamma")

    assert report["overall"]["coefficients"]["gamma"]["value"] is not None
    assert "Mathet" in report["statistics"]["gamma"]["citation"]
    assert "gamma" not in ask(compared, "--unit", "unitizing")["overall"]["coefficients"]


def test_a_report_says_what_its_figures_are(compared):
    report = ask(compared)

    alpha = report["statistics"]["krippendorff_alpha_nominal"]
    assert "Krippendorff" in alpha["citation"]
    assert alpha["variant"] == "nominal"
    assert entry(report, "Trust")["coefficients"]["krippendorff_alpha_nominal"]["n"] == report["units"]


# ---- groups, rounds, sources -----------------------------------------------------------------


@pytest.fixture
def by_role(compared):
    role = make.VariableFactory(project=compared.project, name="Role")
    for source, value in zip(compared.transcripts, ("nurse", "doctor"), strict=True):
        source.case = source.case or make.CaseFactory(project=compared.project)
        source.save()
        make.VariableValueFactory(case=source.case, variable=role, value=value)
    return role


def test_each_value_of_a_variable_has_the_same_report_on_its_sources(compared, by_role):
    report = ask(compared, "--by", "role")

    groups = report["by"]["groups"]
    assert report["by"]["variable"] == "Role"
    assert [one["value"] for one in groups] == ["doctor", "nurse"]
    assert sum(one["units"] for one in groups) == report["units"]
    alone = material(compared.project, round_=None, scope=Scope("sentence"), sources=[compared.transcripts[0].pk])
    assert groups[1]["units"] == sum(len(one.boundaries["sentence"]) for one in alone.sources)
    assert groups[0].keys() >= {"codes", "overall", "intervals", "coders"}
    assert "== nurse" in run(compared.slug, "--by", "Role", "--resamples", 0)


def test_groups_follow_a_value_that_is_mended(compared, by_role):
    question = Question(compared.project, resamples=0)
    assert set(reports_by_variable(question, by_role)) == {"nurse", "doctor"}

    by_role.values.filter(value="doctor").update(value="nurse")

    assert set(reports_by_variable(question, by_role)) == {"nurse"}


def test_numbers_fall_into_bands_and_several_answers_into_each_group(compared, by_role):
    years = make.VariableFactory(project=compared.project, name="Years", kind=VariableKind.NUMERIC)
    tools = make.VariableFactory(project=compared.project, name="Tools", kind=VariableKind.MULTIPLE)
    for source, number, used in zip(compared.transcripts, ("2", "20"), ("pen; phone", "phone"), strict=True):
        make.VariableValueFactory(case=source.case, variable=years, value=number)
        make.VariableValueFactory(case=source.case, variable=tools, value=used)

    assert len(sources_by_value(years)) == 2
    # What a case answered is its source too.
    assert [len(held) for held in sources_by_value(tools).values()] == [2, 4]
    assert variable_named(compared.project, " tools ") == tools


def test_sealed_sources_are_in_no_group_and_no_line(compared, by_role):
    seal(compared.transcripts[0], compared.coder)
    question = Question(compared.project, unit="source", resamples=0)

    assert set(reports_by_variable(question, by_role)) == {"doctor"}
    assert [line["source"] for line in lines_by_source(question)] == [compared.transcripts[1].pk]


def test_each_source_has_a_line(compared):
    lines = lines_by_source(Question(compared.project, resamples=0))

    assert [line["source"] for line in lines] == [source.pk for source in compared.transcripts]
    assert sum(line["units"] for line in lines) == named_report(Question(compared.project, resamples=0))["units"]
    assert lines[0]["units_in_dispute"] > 0
    assert lines[1]["units_coded"] == 0
    assert "no code" in lines[1]["coefficients"]["pooled_kappa"]["undefined"]


def test_rounds_are_compared_from_the_oldest_on_and_those_being_coded_are_not_there(compared):
    for name, state, day in (("Pilot", "closed", 1), ("Main", "reconciling", 9), ("Next", "coding", 12)):
        round_ = make.RoundFactory(
            project=compared.project, name=name, state=RoundState(state), blind=state == "coding",
            opened_at=None if state == "coding" else datetime(2026, 3, day, tzinfo=UTC),
        )  # fmt: skip
        for coder in (compared.coder, compared.second_coder):
            make.AssignmentFactory(
                source=compared.answers[0], coder=coder, round=round_, done_at=datetime(2026, 3, day, tzinfo=UTC),
            )  # fmt: skip

    found = reports_by_round(Question(compared.project, unit="source", resamples=0))

    assert [(one.name, report["units"]) for one, report in found] == [("Pilot", 1), ("Main", 1)]


def test_sources_by_the_month_of_the_last_hand_in(compared):
    done = Assignment.objects.filter(project=compared.project, source=compared.transcripts[0])
    done.update(done_at=datetime(2026, 1, 31, tzinfo=UTC))
    done.filter(coder=compared.coder).update(done_at=datetime(2026, 2, 2, tzinfo=UTC))

    months = sources_by_month(compared.project)

    assert months["2026-02"] == {compared.transcripts[0].pk}
    assert list(months) == sorted(months)


# ---- bad input -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--branch", "Nothing/Here"], "There is no code “Nothing/Here” in this study."),
        (["--by", "Shoe size"], "There is no variable “Shoe size” in this study."),
        (["--seed", "-1"], "A seed is a whole number from 0 on."),
        (["--resamples", "-5"], "The number of resamples is a whole number from 0 on."),
        (["--gamma"], "Gamma compares spans"),
        (["--unit", "verse"], "verse"),
        (["--weights", "heavy"], "heavy"),
    ],
)
def test_bad_input_is_one_sentence(study, arguments, said):
    with pytest.raises(CommandError, match=said) as refused:
        run(study.slug, *arguments)

    assert "\n" not in str(refused.value).strip()

"""The tables hold what one counts on one's fingers, with exact denominators."""

from __future__ import annotations

from typing import Any

import pytest

from coding.analysis.queries import NothingToAnalyse
from coding.analysis.registry import analyses, analysis_of
from coding.analysis.results import Result
from coding.bank.actions import star_quotation
from tests.coding.analysis.conftest import code_it
from tests.factories.coding import AssignmentFactory, CodeFactory
from workbench.exporting.documents import Middle, Share, Spread
from workbench.exporting.writers import write

pytestmark = pytest.mark.django_db

FIRST, SECOND = "question:What worries you?", "question:What helps?"


def build(study: Any, what: str, viewer: Any = None, **options: str) -> Result:
    membership = study.membership(viewer or study.lead)
    return analysis_of(what).build(study.project, membership, **options)


def rows_of(result: Result, sheet: int = 0) -> dict[str, dict[str, Any]]:
    """The rows of a table by their first cell, the cells by their column."""
    table = result.sheets[sheet].table
    titles = [column.title for column in table.columns]
    return {row[0]: dict(zip(titles, row, strict=True)) for row in table.rows}


def test_table_one_has_every_variable_with_its_denominator(counted: Any) -> None:
    table = build(counted, "participants").sheets[0].table
    assert [row[0] for row in table.rows] == [
        "role", "doctor", "nurse", "hours", "n", "Mean (SD)", "Median [Q1–Q3]", "Range", "Missing",
        "tools", "letters", "rotas", "Missing",
    ]  # fmt: skip
    values = [row[3] for row in table.rows]
    assert values[1:3] == [Share(1, 3), Share(2, 3)]
    assert values[4:9] == [2, Spread(35, pytest.approx(7.0711, abs=1e-4)), Middle(35, 32.5, 37.5), "30–40", Share(1, 3)]
    assert values[10:] == [Share(2, 2), Share(1, 2), Share(1, 3)]


def test_table_one_by_the_groups_of_a_variable(counted: Any) -> None:
    found = build(counted, "participants", by="role", variables="hours\ntools")
    heads = [column.title for column in found.sheets[0].table.columns[3:]]
    assert heads == ["All (N = 3)", "doctor (n = 1)", "nurse (n = 2)"]
    rows = rows_of(found)
    assert rows["letters"]["nurse (n = 2)"] == Share(1, 1)
    assert [row[5] for row in found.sheets[0].table.rows if row[0] == "Missing"] == [Share(1, 2), Share(1, 2)]


def test_table_one_of_those_who_answered_a_question(counted: Any) -> None:
    found = build(counted, "participants", scope=SECOND)
    assert found.sheets[0].table.columns[3].title == "All (N = 2)"  # “N/A” is no answer


def test_variables_with_too_many_values_are_left_out_and_said(counted: Any) -> None:
    from tests.factories.coding import CaseFactory, VariableFactory, VariableValueFactory

    comment = VariableFactory(project=counted.project, name="comment")
    for number in range(31):
        VariableValueFactory(case=CaseFactory(project=counted.project), variable=comment, value=f"said {number}")
    found = build(counted, "participants")
    assert "comment" not in rows_of(found)
    assert any("comment" in note for note in found.sheets[0].table.notes)
    assert "comment" in rows_of(build(counted, "participants", variables="comment"))


def test_frequencies_count_a_case_once_and_codings_all(counted: Any) -> None:
    rows = rows_of(build(counted, "frequencies"))
    assert rows["Trust"]["Cases"] == Share(2, 3)
    assert rows["Trust"]["Codings"] == 4
    assert rows["Trust"]["Texts"] == 3
    assert rows["Checking"]["Cases"] == Share(1, 3)
    assert rows["Checking"]["Codings"] == 2
    words = sum(source.words for source in counted.project.sources.all())
    assert rows["Work"]["Per 1,000 words"] == pytest.approx(1000 * 4 / words)


def test_frequencies_of_codes_each_for_itself_and_in_one_question(counted: Any) -> None:
    assert rows_of(build(counted, "frequencies", rollup="no"))["Trust"]["Cases"] == Share(0, 3)
    rows = rows_of(build(counted, "frequencies", scope=SECOND))
    assert rows["Work"]["Cases"] == Share(2, 2)  # who said nothing is not in the denominator
    assert rows["Trust"]["Cases"] == Share(0, 2)


def test_frequencies_order_and_levels(counted: Any) -> None:
    by_name = build(counted, "frequencies", order="name").sheets[0].table
    assert [row[0] for row in by_name.rows] == ["Trust/Checking", "Trust/Errors", "Work/Time saved", "Trust", "Work"]
    most = build(counted, "frequencies", order="frequency").sheets[0].table
    assert [row[1] for row in most.rows][:2] == ["Trust", "Work"]
    assert [row[0] for row in build(counted, "frequencies", lines="top").sheets[0].table.rows] == ["Trust", "Work"]


def test_a_focus_group_counts_for_who_speaks(counted: Any) -> None:
    counted.transcripts[1].speakers.filter(name="P02").update(case=counted.cases[2])
    rows = rows_of(build(counted, "frequencies", scope="transcripts"))
    assert rows["Time saved"]["Cases"] == Share(1, 3)  # R01 speaks in P02's interview, and all three say something
    crosstab = rows_of(build(counted, "crosstab", by="role", scope="transcripts"))
    assert crosstab["Time saved"]["nurse (n = 2)"] == Share(1, 2)
    assert crosstab["Time saved"]["doctor (n = 1)"] == Share(0, 1)


def test_passages_of_nobody_are_said_and_count_in_no_case(counted: Any) -> None:
    counted.transcripts[0].case = None
    counted.transcripts[0].save()
    counted.transcripts[0].speakers.update(case=None)
    found = build(counted, "frequencies", scope="transcripts")
    assert rows_of(found)["Errors"]["Cases"] == Share(0, 1)
    assert any("2 passages" in note for note in found.sheets[0].table.notes)


def test_groups_have_their_own_denominators(counted: Any) -> None:
    rows = rows_of(build(counted, "crosstab", by="role"))
    assert rows["Trust"]["All (n = 3)"] == Share(2, 3)
    assert rows["Trust"]["nurse (n = 2)"] == Share(1, 2)
    assert rows["Trust"]["doctor (n = 1)"] == Share(1, 1)
    places = rows_of(build(counted, "crosstab", by="role", cells="both"), 1)
    assert (places["Trust"]["nurse"], places["Trust"]["doctor"], places["Trust"]["All"]) == (2, 2, 4)


def test_cases_without_a_value_are_a_group_of_their_own(counted: Any) -> None:
    titles = [column.title for column in build(counted, "crosstab", by="tools").sheets[0].table.columns]
    assert titles[2:] == ["All (n = 3)", "letters (n = 2)", "rotas (n = 1)", "no value (n = 1)"]


def test_small_counts_are_hidden_with_what_would_give_them_away(counted: Any) -> None:
    found = build(counted, "crosstab", by="role", smallest="3", cells="both")
    rows = rows_of(found)
    assert rows["Trust"]["nurse (n = 2)"] == "<3"
    assert rows["Trust"]["All (n = 3)"] is None
    assert rows["Errors"]["doctor (n = 1)"] == Share(0, 1)
    place = [row[0] for row in found.sheets[0].table.rows].index("Trust")
    assert not any(row == place for row, _column in found.sheets[0].links)
    assert any("<3" in note for note in found.sheets[0].table.notes)


def test_a_test_between_groups_or_why_there_is_none(counted: Any) -> None:
    found = build(counted, "crosstab", by="role", test="p")
    assert rows_of(found)["Trust"]["p"] == pytest.approx(1.0)
    assert rows_of(found)["Work"]["p"] == pytest.approx(1.0)
    overlapping = build(counted, "crosstab", by="tools", test="p")
    assert rows_of(overlapping)["Trust"]["p"] is None
    assert any("several groups" in note for note in overlapping.sheets[0].table.notes)


def test_without_a_variable_nothing_is_compared(counted: Any) -> None:
    with pytest.raises(NothingToAnalyse):
        build(counted, "crosstab", by="there is none")


def test_what_comes_together_with_the_same_person_and_in_the_same_words(counted: Any) -> None:
    code_it(counted, counted.transcripts[0], "Work", "risk")  # within “not with risk”
    by_case = rows_of(build(counted, "cooccurrence", rollup="yes"))
    assert (by_case["Trust"]["Work"], by_case["Trust"]["Trust"]) == (2, 2)
    assert by_case["Trust"]["Errors"] is None  # a code and its subcode always come together
    by_words = build(counted, "cooccurrence", how="overlap")
    assert rows_of(by_words)["Errors"]["Work"] == 1
    [pair] = by_words.sheets[1].table.rows
    assert pair[:5] == ["Trust/Errors", "Work", 2, 2, 1]
    assert pair[5] == pytest.approx(4 / (33 + 11 - 4))


def test_saturation_says_what_each_interview_added(counted: Any) -> None:
    found = build(counted, "saturation", scope="transcripts", size="3")
    assert [row[1:4] for row in found.sheets[0].table.rows] == [[2, 2, 2], [1, 1, 3]]
    assert found.summary.startswith("There are not yet")
    cases = build(counted, "saturation", scope="everything", unit="cases", size="3", run="1")
    assert [row[:4] for row in cases.sheets[0].table.rows] == [["P01", 3, 3, 3], ["P02", 2, 1, 4], ["R01", 0, 0, 4]][:2]


def test_saturation_leaves_out_what_nobody_read_and_counts_what_was_read_in_vain(counted: Any) -> None:
    found = build(counted, "saturation", scope=FIRST)
    assert [row[0] for row in found.sheets[0].table.rows] == [answer.name for answer in counted.answers[:2]]
    AssignmentFactory(source=counted.answers[2], coder=counted.coder, done_at="2026-01-01T00:00Z")
    found = build(counted, "saturation", scope=FIRST)
    assert found.sheets[0].table.rows[2][1:4] == [0, 0, 2]


def test_alignment_counts_who_answered_both(counted: Any) -> None:
    found = build(counted, "alignment", first=FIRST, second=SECOND, lines="all")
    rows = rows_of(found)
    assert rows["Trust"]["n"] == 2
    assert rows["Trust"]["Work (n = 2)"] == Share(2, 2)
    assert rows["Errors"]["Time saved (n = 2)"] == Share(1, 2)
    pair = next(row for row in found.sheets[1].table.rows if row[:2] == ["Trust", "Work"])
    assert pair[2:] == [Share(2, 2), Share(2, 2), Share(2, 2), 1.0, 1.0, "†"]
    assert all(any("†" in note for note in sheet.table.notes) for sheet in found.sheets)


def test_alignment_needs_two_questions(counted: Any) -> None:
    with pytest.raises(NothingToAnalyse):
        build(counted, "alignment", first=FIRST, second=FIRST)


def test_a_joint_display_sets_words_beside_answers(counted: Any) -> None:
    table = build(counted, "joint-display", by="role").sheets[0].table
    assert [row[0] for row in table.rows] == ["Trust", "doctor (n = 1)", "nurse (n = 2)", "Work", "doctor (n = 1)", "nurse (n = 2)"]  # fmt: skip  # noqa: E501
    assert [row[3] for row in table.rows[:3]] == [Share(2, 3), Share(1, 1), Share(1, 2)]
    assert table.rows[1][4:] == ["“nobody checks it”", "P02"]
    assert table.rows[2][4:] == ["“Errors in the notes.”", "P01"]


def test_what_was_marked_for_the_manuscript_illustrates(counted: Any) -> None:
    words = "stop thinking"
    start = counted.answers[1].text.index(words)
    star_quotation(
        source=counted.answers[1], code=counted.codes["Trust/Checking"], start=start, end=start + len(words),
        by=counted.lead,
    )  # fmt: skip
    table = build(counted, "joint-display", by="role").sheets[0].table
    assert table.rows[1][4] == "“stop thinking”"


def test_themes_are_counted_as_codes_are(counted: Any) -> None:
    assert rows_of(build(counted, "frequencies", of="themes"))["Held back"]["Cases"] == Share(1, 3)
    assert rows_of(build(counted, "theme-groups", by="role"))["Held back"]["nurse (n = 2)"] == Share(1, 2)
    assert rows_of(build(counted, "joint-display", by="role", of="themes"))["Held back"]["Cases"] == Share(1, 3)


def test_texts_that_are_coded_blind_are_left_out_whole_for_everybody(counted: Any) -> None:
    AssignmentFactory(source=counted.answers[0], coder=counted.second_coder, sealed=True)
    for viewer in (counted.lead, counted.coder, counted.second_coder, counted.reader):
        found = build(counted, "frequencies", viewer, scope=FIRST)
        assert rows_of(found)["Trust"]["Cases"] == Share(1, 2)
        assert any("blind" in fact for fact in found.facts)


def test_a_layer_counts_its_codings_alone(counted: Any) -> None:
    code_it(counted, counted.answers[2], "Trust/Errors", "Privacy", counted.second_coder)
    code_it(counted, counted.answers[2], "Trust/Errors", "Privacy", counted.second_coder, layer="consensus")
    assert rows_of(build(counted, "frequencies"))["Errors"]["Codings"] == 3
    assert rows_of(build(counted, "frequencies", layer="consensus"))["Errors"]["Codings"] == 1
    name = f"coder:{counted.coder.name}"
    assert rows_of(build(counted, "frequencies", layer=name))["Errors"]["Codings"] == 2
    with pytest.raises(Exception, match="no layer"):
        build(counted, "frequencies", layer="coder:Nobody")


@pytest.mark.parametrize("what", [analysis.what for analysis in analyses()])
def test_every_analysis_is_written_in_every_format_it_offers(counted: Any, what: str) -> None:
    options = {"crosstab": {"by": "role"}, "theme-groups": {"by": "role"}, "joint-display": {"by": "role"}}
    asked = options.get(what, {"first": FIRST, "second": SECOND} if what == "alignment" else {})
    analysis, viewer = analysis_of(what), counted.membership(counted.lead)
    for exporter in [analysis.exporter(), *([analysis.figure_exporter()] if analysis.figure else [])]:
        document = exporter.build(counted.project, viewer, **asked)
        for format_ in exporter.formats:
            assert len(write(document, format_)) > 100, format_


@pytest.mark.parametrize("what", [analysis.what for analysis in analyses() if analysis.figure])
def test_tables_and_figure_are_each_exported_in_one_place(counted: Any, what: str) -> None:
    analysis, viewer = analysis_of(what), counted.membership(counted.lead)
    tables = analysis.exporter().build(counted.project, viewer)
    figure = analysis.figure_exporter().build(counted.project, viewer)
    assert tables.tables
    assert not tables.figures
    assert [len(figure.figures), len(figure.tables)] == [1, 0]
    assert not {"svg", "png", "pdf"} & set(analysis.exporter().formats)


@pytest.mark.parametrize("what", [analysis.what for analysis in analyses()])
def test_nothing_at_all_is_no_error(project: Any, lead: Any, what: str) -> None:
    viewer = project.memberships.get(user=lead)
    analysis = analysis_of(what)
    if what in {"crosstab", "theme-groups", "joint-display", "alignment"}:
        with pytest.raises(NothingToAnalyse):
            analysis.build(project, viewer)
        return
    for exporter in [analysis.exporter(), *([analysis.figure_exporter()] if analysis.figure else [])]:
        for format_ in exporter.formats:
            assert write(exporter.build(project, viewer), format_)


def test_a_square_too_wide_for_names_has_numbers_above_its_columns(counted: Any) -> None:
    for number in range(9):
        counted.codes[f"More {number}"] = CodeFactory(project=counted.project, name=f"More {number}", position=9)
        code_it(counted, counted.answers[2], f"More {number}", "Privacy")
    sheet = build(counted, "cooccurrence").sheets[0]
    assert [column.title for column in sheet.table.columns[1:4]] == ["1", "2", "3"]
    assert [row[0] for row in sheet.table.rows[:2]] == ["1. Errors", "2. Checking"]
    assert [sheet.spoken[column] for column in (1, 2)] == ["Errors", "Checking"]

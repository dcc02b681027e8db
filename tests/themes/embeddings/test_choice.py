"""Passages are narrowed down by coder, code, question and people, and never tell what is coded blind."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.factories import coding as make
from themes.embeddings.choice import Choice, joined, overlaps, without
from themes.embeddings.queries import passages_of
from workbench.web.errors import WorkbenchError

SPANS = st.lists(st.tuples(st.integers(0, 40), st.integers(1, 10)).map(lambda pair: (pair[0], sum(pair))), max_size=8)


def texts(study, kind: str, question=None, **choice) -> list[str]:
    return [passage.text for passage in passages_of(study.project, kind, question, Choice(**choice))]


@pytest.fixture
def coded(study):
    """Two coders and a consensus in two interviews and an answer; one quotation lies in a question, one spans it."""
    first, second = study.transcripts
    trust, other = study.codes["Trust"], next(code for name, code in study.codes.items() if name != "Trust")
    child = make.CodeFactory(project=study.project, parent=trust, name="Letters")
    study.codes["Letters"], study.codes["other"] = child, other

    def code(source, words, code, coder, **more):
        start = source.text.index(words)
        make.CodingFactory(source=source, code=code, coder=coder, start=start, end=start + len(words), **more)

    code(first, "I trust it with letters", child, study.coder)
    code(first, "Nobody asked us first.", other, study.second_coder)
    code(first, "What would help?", other, study.coder)
    code(first, "Nobody asked us first.\n\nInterviewer: What would help?", trust, study.coder)
    code(second, "It saves an hour a day.", other, study.coder)
    code(
        second,
        "My patients notice",
        trust,
        study.lead,
        layer="consensus",
        round=make.RoundFactory(project=study.project),
    )
    code(study.answers[1], "That nobody checks it", trust, study.coder)
    return study


def test_quotations_of_one_coder_of_all_and_of_the_consensus(coded):
    assert texts(coded, "quotations", layer="consensus") == ["My patients notice"]
    assert texts(coded, "quotations", layer=f"coder:{coded.second_coder.name}") == ["Nobody asked us first."]
    everybody = texts(coded, "quotations", layer="all")
    assert "It saves an hour a day." in everybody
    assert "My patients notice" not in everybody
    usual = texts(coded, "quotations")
    assert "My patients notice" in usual
    assert "It saves an hour a day." not in usual
    with pytest.raises(WorkbenchError, match="is no layer"):
        texts(coded, "quotations", layer="coder:Nobody")


def test_a_code_counts_with_its_subcodes(coded):
    assert texts(coded, "quotations", codes=(coded.codes["Letters"].pk,)) == ["I trust it with letters"]
    assert set(texts(coded, "quotations", codes=(coded.codes["Trust"].pk,))) == {
        "I trust it with letters", "Nobody asked us first.", "My patients notice", "That nobody checks it",
    }  # fmt: skip
    with pytest.raises(WorkbenchError, match="no longer there"):
        texts(coded, "quotations", codes=(10**9,))


def test_what_interviewers_say_is_left_out_unless_it_is_asked_for(coded):
    assert not any("What would help" in text for text in texts(coded, "quotations"))
    assert "What would help?" in texts(coded, "quotations", interviewer=True)
    assert "What would help?" in texts(coded, "sentences", interviewer=True)
    said = [one for one in passages_of(coded.project, "sentences", None, Choice(interviewer=True)) if "?" in one.text]
    assert {one.case for one in said} == {f"source {one.source}" for one in said}, "it is nobody's answer"


def test_quotations_in_the_answers_to_one_question(coded):
    assert texts(coded, "quotations", coded.question) == ["That nobody checks it"]
    assert texts(coded, "quotations", make.QuestionFactory(project=coded.project)) == []


@pytest.mark.parametrize("kind", ["quotations", "answers", "sentences", "uncoded"])
def test_people_are_those_with_a_value(coded, kind: str):
    role = make.VariableFactory(project=coded.project, name="Role")
    make.VariableValueFactory(variable=role, case=coded.cases[1], value="Nurse")
    make.VariableValueFactory(variable=role, case=coded.cases[0], value="Doctor")
    found = passages_of(coded.project, kind, None, Choice(variable=role.pk, value="Nurse"))
    everybody = passages_of(coded.project, kind)
    assert found == [passage for passage in everybody if passage.case == coded.cases[1].pk]
    assert 0 < len(found) < len(everybody)
    with pytest.raises(WorkbenchError, match="variable is no longer there"):
        passages_of(coded.project, kind, None, Choice(variable=10**9, value="Nurse"))


def test_text_that_is_not_coded_holds_no_coded_character(coded):
    left = texts(coded, "uncoded")
    assert "Training, honestly. And somebody who answers the phone." in left
    assert "and that we stop thinking." in left
    assert not {"Nobody asked us first.", "It saves an hour a day.", "That nobody checks it"} & set(left)
    assert texts(coded, "uncoded", coded.question) == [text for text in left if text in {
        "Errors in the notes.", "and that we stop thinking.", "Privacy",
    }]  # fmt: skip


def test_nothing_of_a_text_that_is_coded_blind_tells_what_is_coded_there(coded):
    make.AssignmentFactory(source=coded.transcripts[0], coder=coded.second_coder, sealed=True)
    for choice in ({}, {"layer": "all"}, {"codes": (coded.codes["Trust"].pk,)}):
        sources = {one.source for one in passages_of(coded.project, "quotations", None, Choice(**choice))}
        assert sources
        assert coded.transcripts[0].pk not in sources
    assert coded.transcripts[0].pk not in {one.source for one in passages_of(coded.project, "uncoded")}


@given(st.tuples(st.integers(0, 40), st.integers(1, 20)), SPANS)
def test_what_is_left_of_a_span_is_what_others_do_not_cover(span: tuple[int, int], others: list[tuple[int, int]]):
    whole, taken = (span[0], sum(span)), joined(others)
    left = without(whole, taken)
    covered = {place for start, end in others for place in range(start, end)}
    assert [place for start, end in left for place in range(start, end)] == [
        place for place in range(*whole) if place not in covered
    ]
    assert overlaps(whole, taken) == any(place in covered for place in range(*whole))

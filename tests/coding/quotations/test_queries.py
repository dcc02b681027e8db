"""Counts and quotations know the layers, and nothing of what is coded blind."""

from __future__ import annotations

from typing import Any

import pytest

from coding.quotations.layers import layer_choices, layer_codings, layer_label
from coding.quotations.queries import Counts, code_counts, quotations_of
from tests.factories.coding import AssignmentFactory, CodingFactory, RoundFactory
from workbench.web.errors import WorkbenchError

pytestmark = pytest.mark.django_db


@pytest.fixture
def coded(study: Any) -> Any:
    """Errors: Cora twice in P01, Dov once in P01 and once in P02; the consensus once in P01."""
    first, second = study.transcripts
    errors = study.codes["Trust/Errors"]
    study.by_cora = [CodingFactory(source=first, code=errors, coder=study.coder, start=s, end=s + 4) for s in (55, 60)]
    study.by_dov = [CodingFactory(source=s, code=errors, coder=study.second_coder) for s in (first, second)]
    study.agreed = CodingFactory(
        source=first, code=errors, coder=study.lead, layer="consensus", round=RoundFactory(project=study.project)
    )
    return study


def counts(study: Any, layer: str, viewer: Any = None) -> Counts | None:
    return code_counts(study.project, viewer, layer).get(study.codes["Trust/Errors"].pk)


def test_each_layer_counts_its_own_codings_sources_and_cases(coded: Any) -> None:
    assert counts(coded, "all") == Counts(codings=4, sources=2, cases=2)
    assert counts(coded, "consensus") == Counts(codings=1, sources=1, cases=1)
    assert counts(coded, "coder:Cora Coder") == Counts(codings=2, sources=1, cases=1)
    assert counts(coded, "coder:dov coder") == Counts(codings=2, sources=2, cases=2)
    assert counts(coded, "coder:Rita Reader") is None


@pytest.mark.parametrize("layer", ["coder:Nobody", "mine", ""])
def test_a_layer_that_is_none_is_refused(coded: Any, layer: str) -> None:
    with pytest.raises(WorkbenchError, match="is no layer"):
        layer_codings(coded.project, None, layer)


def test_the_choices_are_all_consensus_and_each_member(coded: Any) -> None:
    values = [value for value, _label in layer_choices(coded.project)]

    assert values[:2] == ["all", "consensus"]
    assert "coder:Cora Coder" in values
    assert all(layer_codings(coded.project, None, value) is not None for value in values)
    assert [layer_label(value) for value in ("all", "consensus", "coder:Cora")] == [
        "codings of all coders", "the consensus", "codings of Cora",
    ]  # fmt: skip


def test_codings_on_a_sealed_source_are_counted_for_their_coder_alone(coded: Any) -> None:
    AssignmentFactory(source=coded.transcripts[0], coder=coded.coder, sealed=True)

    assert counts(coded, "all") == Counts(1, 1, 1)
    assert counts(coded, "all", coded.membership(coded.lead)) == Counts(1, 1, 1)
    assert counts(coded, "all", coded.membership(coded.coder)) == Counts(3, 2, 2)
    assert counts(coded, "consensus", coded.membership(coded.coder)) is None
    assert counts(coded, "coder:Cora Coder", coded.membership(coded.second_coder)) is None


def test_quotations_can_be_narrowed_to_codes_cases_and_sources(coded: Any) -> None:
    errors, work = coded.codes["Trust/Errors"], coded.codes["Work"]
    CodingFactory(source=coded.answers[2], code=work, coder=coded.coder, start=0, end=7)

    def found(**filters: Any) -> int:
        return quotations_of(coded.project, None, **filters).count()

    assert found() == 5
    assert found(codes={errors.pk}) == 4
    assert found(codes={work.pk}) == 1
    assert found(codes=set()) == 0
    assert found(case=coded.cases[1].pk) == 1
    assert found(source=coded.transcripts[0].pk) == 3


def test_counts_and_quotations_take_the_same_number_of_queries_for_few_and_many(study: Any, count_queries: Any) -> None:
    def add(starts: range) -> None:
        for start in starts:
            code = study.codes["Trust" if start % 2 else "Work"]
            CodingFactory(source=study.transcripts[start % 2], code=code, coder=study.coder, start=55 + start, end=70)

    def read() -> None:
        code_counts(study.project, None)
        for coding in quotations_of(study.project, None):
            assert all([coding.source.name, coding.source.case.name, coding.code.name, coding.coder.name])

    add(range(1))
    assert count_queries(read) == 2
    add(range(1, 4))
    assert count_queries(read) == 2

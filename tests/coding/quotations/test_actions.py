"""Codes are merged with everything that hangs on them, and taken apart again; evidence stays."""

from __future__ import annotations

from typing import Any

import pytest

from coding.codebook.actions import NameTaken, create_code, freeze_codebook, retire_code
from coding.codebook.models import Code
from coding.codebook.queries import code_tree
from coding.codings.models import Coding, Memo
from coding.quotations import actions
from coding.quotations.merging import merge_preview
from tests.factories.coding import AssignmentFactory, CodingFactory, MemoFactory, RoundFactory
from tests.factories.themes import ThemeFactory
from workbench.audit.models import Event
from workbench.web.errors import WorkbenchError

pytestmark = pytest.mark.django_db


@pytest.fixture
def coded(study: Any) -> Any:
    """Cora coded two places with Errors, one of them with Checking too; Dov coded the same place with Checking."""
    source = study.transcripts[0]
    place = {"source": source, "project": study.project}
    errors, checking = study.codes["Trust/Errors"], study.codes["Trust/Checking"]
    study.both = CodingFactory(**place, code=errors, coder=study.coder, start=55, end=60)
    study.only = CodingFactory(**place, code=errors, coder=study.coder, start=61, end=66)
    study.kept = CodingFactory(**place, code=checking, coder=study.coder, start=55, end=60)
    study.other = CodingFactory(**place, code=checking, coder=study.second_coder, start=61, end=66)
    return study


def merge(study: Any, code: str, into: str) -> None:
    actions.merge_codes(code=study.codes[code], into=study.codes[into], by=study.lead)


def codings_of(code: Any) -> set[Any]:
    return set(Coding.objects.filter(code=code).values_list("pk", flat=True))


def paths(project: Any) -> list[str]:
    return [node.path for node in code_tree(project)]


def test_codings_move_and_those_on_the_same_words_become_one(coded: Any) -> None:
    merge(coded, "Trust/Errors", "Trust/Checking")

    assert codings_of(coded.codes["Trust/Checking"]) == {coded.only.pk, coded.kept.pk, coded.other.pk}
    assert codings_of(coded.codes["Trust/Errors"]) == set()
    assert "Trust/Errors" not in paths(coded.project)
    event = Event.objects.get(action="code.merged")
    assert (event.subject_label, event.after["codings"]) == ("Errors into Checking", 2)


def test_a_merge_is_taken_back_coding_by_coding(coded: Any) -> None:
    merge(coded, "Trust/Errors", "Trust/Checking")
    actions.unmerge_code(code=Code.objects.get(pk=coded.codes["Trust/Errors"].pk), by=coded.lead)

    assert codings_of(coded.codes["Trust/Errors"]) == {coded.both.pk, coded.only.pk}
    assert codings_of(coded.codes["Trust/Checking"]) == {coded.kept.pk, coded.other.pk}
    again = Coding.objects.get(pk=coded.both.pk)
    assert (again.quote, again.coder) == (coded.both.quote, coded.coder)
    assert "Trust/Errors" in paths(coded.project)


def test_what_finds_its_words_taken_stays_with_the_other_code(coded: Any) -> None:
    merge(coded, "Trust/Errors", "Trust/Checking")
    errors = coded.codes["Trust/Errors"]
    for start, end in ((55, 60), (61, 66)):  # the place of the folded one, and that of the one that moved
        CodingFactory(
            source=coded.transcripts[0], project=coded.project, code=errors, coder=coded.coder, start=start, end=end
        )
    actions.unmerge_code(code=Code.objects.get(pk=errors.pk), by=coded.lead)

    assert len(codings_of(errors)) == 2
    assert codings_of(coded.codes["Trust/Checking"]) == {coded.only.pk, coded.kept.pk, coded.other.pk}
    assert Event.objects.get(action="code.unmerged").after["codings"] == 0


def test_subcodes_memos_and_themes_come_along_and_go_back(coded: Any) -> None:
    trust, work = coded.codes["Trust"], coded.codes["Work"]
    theme, both = ThemeFactory(project=coded.project), ThemeFactory(project=coded.project)
    theme.codes.add(trust)
    both.codes.add(trust, work)
    MemoFactory(project=coded.project, about="code", about_id=str(trust.pk), author=coded.lead, body="On trust.")
    MemoFactory(project=coded.project, about="code", about_id=str(work.pk), author=coded.lead, body="On work.")
    merge(coded, "Trust", "Work")

    assert set(paths(coded.project)) == {"Work", "Work/Errors", "Work/Time saved", "Work/Checking"}
    assert [set(theme.codes.all()), set(both.codes.all())] == [{work}, {work}]
    assert {memo.about_id for memo in Memo.objects.all()} == {str(work.pk)}

    actions.unmerge_code(code=Code.objects.get(pk=trust.pk), by=coded.lead)
    assert set(paths(coded.project)) == {"Trust", "Trust/Errors", "Trust/Checking", "Work", "Work/Time saved"}
    assert [set(theme.codes.all()), set(both.codes.all())] == [{trust}, {work, trust}]
    assert {memo.body: memo.about_id for memo in Memo.objects.all()} == {
        "On trust.": str(trust.pk),
        "On work.": str(work.pk),
    }


def test_the_memo_on_a_folded_coding_stays_with_the_one_that_remains(coded: Any) -> None:
    MemoFactory(project=coded.project, about="coding", about_id=str(coded.both.pk), author=coded.coder, body="Why.")
    merge(coded, "Trust/Errors", "Trust/Checking")

    assert Memo.objects.get().about_id == str(coded.kept.pk)


def test_codings_of_a_round_are_evidence_and_stay(coded: Any) -> None:
    Coding.objects.filter(pk=coded.only.pk).update(round=RoundFactory(project=coded.project, name="Pilot round"))

    with pytest.raises(actions.EvidenceOfARound, match="1 codings of “Errors” belong to Pilot round"):
        merge(coded, "Trust/Errors", "Trust/Checking")
    # The other way round nothing of the round changes.
    merge(coded, "Trust/Checking", "Trust/Errors")


def test_while_a_blind_round_runs_codes_are_neither_merged_nor_deleted(coded: Any) -> None:
    AssignmentFactory(source=coded.transcripts[1], coder=coded.coder, sealed=True)
    unused = create_code(project=coded.project, by=coded.lead, name="Unused")

    with pytest.raises(actions.BlindRoundRuns):
        merge(coded, "Trust/Errors", "Trust/Checking")
    with pytest.raises(actions.BlindRoundRuns):
        actions.delete_code(code=unused, by=coded.lead)


@pytest.mark.parametrize(
    ("code", "into", "reason"), [("Trust", "Trust", "itself"), ("Trust", "Trust/Errors", "one of its subcodes")]
)
def test_a_code_is_not_merged_into_itself_or_what_is_below_it(coded: Any, code: str, into: str, reason: str) -> None:
    with pytest.raises(WorkbenchError, match=reason):
        merge(coded, code, into)


def test_subcodes_of_one_name_are_told_before_anything_moves(coded: Any) -> None:
    create_code(project=coded.project, by=coded.lead, name="errors", parent=coded.codes["Work"])

    with pytest.raises(NameTaken, match="Both codes have a subcode “Errors”"):
        merge(coded, "Trust", "Work")
    assert coded.codes["Trust"].children.count() == 2


def test_retired_codes_and_codes_of_other_projects_are_not_merged(coded: Any) -> None:
    retire_code(code=coded.codes["Work"], by=coded.lead)
    with pytest.raises(WorkbenchError, match="retired"):
        merge(coded, "Trust", "Work")
    elsewhere = CodingFactory().code
    with pytest.raises(WorkbenchError, match="another study"):
        actions.merge_codes(code=coded.codes["Trust"], into=elsewhere, by=coded.lead)


def test_only_what_was_merged_can_be_taken_apart(coded: Any) -> None:
    with pytest.raises(WorkbenchError, match="was not merged"):
        actions.unmerge_code(code=coded.codes["Trust"], by=coded.lead)
    merge(coded, "Trust/Errors", "Trust/Checking")
    errors = Code.objects.get(pk=coded.codes["Trust/Errors"].pk)
    actions.unmerge_code(code=errors, by=coded.lead)
    retire_code(code=errors, by=coded.lead)
    with pytest.raises(WorkbenchError, match="was not merged"):
        actions.unmerge_code(code=errors, by=coded.lead)


def test_a_code_nobody_used_is_deleted(study: Any) -> None:
    actions.delete_code(code=study.codes["Work/Time saved"], by=study.lead)

    assert "Work/Time saved" not in paths(study.project)
    assert Event.objects.get(action="code.deleted").before["name"] == "Time saved"


def test_a_code_with_a_coding_subcode_memo_theme_or_frozen_version_is_not_deleted(coded: Any) -> None:
    theme = ThemeFactory(project=coded.project)
    theme.codes.add(coded.codes["Work/Time saved"])
    noted = create_code(project=coded.project, by=coded.lead, name="Noted")
    MemoFactory(project=coded.project, about="code", about_id=str(noted.pk), author=coded.lead)
    for code in (coded.codes["Trust/Errors"], coded.codes["Trust"], coded.codes["Work/Time saved"], noted):
        with pytest.raises(actions.CodeInUse, match="Retire it instead"):
            actions.delete_code(code=code, by=coded.lead)

    frozen = create_code(project=coded.project, by=coded.lead, name="Frozen")
    freeze_codebook(project=coded.project, by=coded.lead)
    with pytest.raises(actions.CodeInUse, match="frozen codebook"):
        actions.delete_code(code=frozen, by=coded.lead)


def test_a_merge_says_beforehand_what_it_would_do(coded: Any) -> None:
    MemoFactory(project=coded.project, about="code", about_id=str(coded.codes["Trust/Errors"].pk), author=coded.lead)
    viewer = coded.membership(coded.lead)
    told = merge_preview(coded.codes["Trust/Errors"], coded.codes["Trust/Checking"], viewer)

    assert (told.codings, told.same, told.coders, told.memos, told.subcodes) == (2, 1, 1, 1, ())
    assert merge_preview(coded.codes["Trust"], coded.codes["Work"], viewer).subcodes == ("Errors", "Checking")


def test_a_merge_that_cannot_be_says_why_beforehand_and_counts_nothing(coded: Any) -> None:
    AssignmentFactory(source=coded.transcripts[0], coder=coded.coder, sealed=True)
    told = merge_preview(coded.codes["Trust/Errors"], coded.codes["Trust/Checking"], coded.membership(coded.lead))

    assert "blind round" in told.refused
    assert told.codings == 0

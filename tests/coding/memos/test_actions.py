"""Writing memos, their history, undo, and who sees them."""

from __future__ import annotations

import json
import uuid
from typing import Any

import pytest
from django.urls import reverse

from coding.codings.actions import remove_coding, write_memo
from coding.codings.assigning import hand_in
from coding.codings.models import Assignment, Memo
from coding.codings.queries import coding_data
from coding.codings.visibility import visible_memos
from coding.memos.actions import MemoChanged, NotYourMemo, add_memo, edit_memo, remove_memo
from coding.memos.queries import find_memos, memos_about, shown_memos
from coding.reconciliation.actions import open_round
from tests.coding.codings.conftest import apply, blind  # noqa: F401
from tests.coding.codings.test_undo import redo, undo
from themes.catalogue.actions import create_theme, delete_theme
from themes.catalogue.merging import merge_themes, unmerge_theme
from workbench.audit.models import Event
from workbench.audit.queries import events_visible_to
from workbench.exporting.registry import exporter_of
from workbench.exporting.writers import write
from workbench.web.errors import WorkbenchError

pytestmark = pytest.mark.django_db


def memo_on_code(study: Any, by: Any = None, body: str = "A thought.", title: str = "") -> Memo:
    code = study.codes["Trust"]
    return add_memo(project=study.project, by=by or study.coder, about="code", about_id=code.pk, body=body, title=title)


def link(coding: Any) -> str:
    return f"See [{coding.quote}](coding:{coding.pk})."


def html_for(study: Any, viewer: Any) -> str:
    memos = visible_memos(study.project, study.membership(viewer))
    return "".join(one.html for one in shown_memos(study.membership(viewer), memos))


def test_several_memos_of_one_author_lie_on_one_thing(study: Any) -> None:
    memo_on_code(study, title="First")
    memo_on_code(study, body="Another.")
    memo_on_code(study, by=study.lead)
    on_it = memos_about(study.membership(study.reader), "code", str(study.codes["Trust"].pk))
    assert [(memo.author, str(memo)) for memo in on_it] == [
        (study.coder, "First"), (study.coder, "Another."), (study.lead, "A thought."),
    ]  # fmt: skip


def test_a_coding_has_one_memo_of_each(study: Any) -> None:
    coding = apply(study.transcripts[0], study.codes["Work"], study.coder, "Training")
    facts = {"project": study.project, "about": "coding", "about_id": coding.pk, "source": coding.source_id}
    add_memo(**facts, by=study.coder, body="Mine", title="Why")
    add_memo(**facts, by=study.lead, body="Hers")
    with pytest.raises(WorkbenchError, match="already"):
        add_memo(**facts, by=study.coder, body="More")


def test_only_the_author_changes_a_memo_and_none_is_empty(study: Any) -> None:
    memo = memo_on_code(study)
    with pytest.raises(NotYourMemo):
        edit_memo(memo=memo, by=study.lead, body="Changed")
    with pytest.raises(NotYourMemo):
        remove_memo(memo=memo, by=study.lead)
    with pytest.raises(WorkbenchError, match="Write something"):
        edit_memo(memo=memo, by=study.coder, body="  \n ")
    assert Memo.objects.get().body == "A thought."


def test_memos_are_undone_and_redone_with_key_title_and_day(study: Any) -> None:
    memo = memo_on_code(study, title="First")
    edit_memo(memo=memo, by=study.coder, title="Second", body="Changed.")
    remove_memo(memo=Memo.objects.get(), by=study.coder)
    facts = ("pk", "title", "body", "created_at")
    undo(study, study.coder)
    assert Memo.objects.values_list(*facts).get() == (memo.pk, "Second", "Changed.", memo.created_at)
    undo(study, study.coder)
    assert Memo.objects.values_list(*facts).get() == (memo.pk, "First", "A thought.", memo.created_at)
    undo(study, study.coder)
    assert not Memo.objects.exists()
    for _time in range(3):
        redo(study, study.coder)
    assert not Memo.objects.exists()
    assert Event.objects.filter(action__startswith="memo.", undoes=None).count() == 3


def test_a_memo_on_what_is_gone_is_not_brought_back(study: Any) -> None:
    theme = create_theme(project=study.project, by=study.lead, name="Time")
    memo = add_memo(project=study.project, by=study.coder, about="theme", about_id=theme.pk, body="Hm.")
    remove_memo(memo=memo, by=study.coder)
    theme.delete()
    with pytest.raises(WorkbenchError, match="removed since"):
        undo(study, study.coder)


def test_a_removed_coding_comes_back_with_titled_memos(study: Any) -> None:
    coding = apply(study.transcripts[0], study.codes["Work"], study.coder, "Training")
    facts = {"project": study.project, "about": "coding", "about_id": coding.pk, "source": coding.source_id}
    add_memo(**facts, by=study.lead, body="Hers", title="Why")
    remove_coding(coding=coding, by=study.coder)
    undo(study, study.coder)
    assert Memo.objects.values_list("author", "title", "body").get() == (study.lead.pk, "Why", "Hers")


def test_a_link_to_a_coding_leads_to_its_place(study: Any) -> None:
    coding = apply(study.transcripts[0], study.codes["Work"], study.coder, "Training")
    memo_on_code(study, body=link(coding))
    html = html_for(study, study.reader)
    assert f'/sources/{coding.source_id}/code/#coding-{coding.pk}" class="memo-coding">Training</a>' in html


def test_a_link_to_a_hidden_coding_shows_nothing_of_it_to_others(blind: Any) -> None:  # noqa: F811
    coding = apply(blind.transcripts[0], blind.codes["Work"], blind.coder, "Training, honestly")
    memo_on_code(blind, body=link(coding))
    for other in (blind.second_coder, blind.lead, blind.reader):
        html = html_for(blind, other)
        assert "a coding you may not see (yet)" in html
        assert "Training" not in html
        assert str(coding.pk) not in html
    assert "Training, honestly</a>" in html_for(blind, blind.coder)
    for one in Assignment.objects.filter(round=blind.round):
        hand_in(assignment=one, by=one.coder)
    open_round(round=blind.round, by=blind.lead)
    assert "Training, honestly</a>" in html_for(blind, blind.reader)


def test_nothing_finds_or_tells_the_words_of_a_hidden_coding(blind: Any) -> None:  # noqa: F811
    coding = apply(blind.transcripts[0], blind.codes["Work"], blind.coder, "Training, honestly")
    memo = memo_on_code(blind, body=link(coding))
    edit_memo(memo=memo, by=blind.coder, body=f"{link(coding)} Twice.")
    lead = blind.membership(blind.lead)
    assert not find_memos(lead, words="honestly").exists()
    assert find_memos(lead, words="twice").count() == 1
    assert find_memos(blind.membership(blind.coder), words="honestly").count() == 1
    for viewer in (lead, None):
        for format_ in ("csv", "md", "json"):
            exported = write(exporter_of("memos").build(blind.project, viewer), format_).decode()
            assert "Twice" in exported
            assert "honestly" not in exported
    for event in events_visible_to(blind.lead, blind.project.pk).filter(action__startswith="memo."):
        shown = [value for side in (event.before, event.after) for key, value in (side or {}).items() if key[0] != "_"]
        assert not any("honestly" in str(value) for value in [*shown, event.subject_label])


def test_notes_on_codings_that_link_to_hidden_ones_hide_them_too(blind: Any, study: Any) -> None:  # noqa: F811
    hidden = apply(blind.transcripts[0], blind.codes["Work"], blind.coder, "Training, honestly")
    Assignment.objects.filter(source=blind.transcripts[1]).update(sealed=False)
    shown = apply(blind.transcripts[1], blind.codes["Work"], blind.coder, "an hour a day")
    write_memo(
        project=blind.project, by=blind.coder, about="coding", about_id=shown.pk, body=link(hidden),
        scope=f"source:{shown.source_id}",
    )  # fmt: skip
    seen = coding_data(blind.membership(blind.lead), [shown.source_id])["memos"]
    assert seen == {str(shown.pk): [[blind.coder.pk, "See *a coding you may not see (yet)*."]]}
    own = coding_data(blind.membership(blind.coder), [shown.source_id])["memos"]
    assert own == {str(shown.pk): [[blind.coder.pk, link(hidden)]]}


@pytest.mark.parametrize("linked", [True, False])
def test_what_a_coder_notes_on_a_text_they_code_blind_is_theirs_until_it_is_opened(
    blind: Any,  # noqa: F811
    linked: bool,
) -> None:
    source = blind.transcripts[0]
    about = ("project", blind.project.pk) if linked else ("source", source.pk)
    body = f"I hesitated.\n\nAt: [“Training”](source:{source.pk}#10-20)" if linked else "I hesitated."
    add_memo(project=blind.project, by=blind.coder, about=about[0], about_id=about[1], body=body)
    # Who codes nothing there blind may say what everybody should know of the text.
    add_memo(project=blind.project, by=blind.lead, about="source", about_id=source.pk, body="By telephone.")
    for other in (blind.second_coder, blind.lead, blind.reader):
        bodies = visible_memos(blind.project, blind.membership(other)).values_list("body", flat=True)
        assert list(bodies) == ["By telephone."]
        told = events_visible_to(other, blind.project.pk).filter(action="memo.written")
        assert [event.after["body"] for event in told] == ["By telephone."]
    assert visible_memos(blind.project, blind.membership(blind.coder)).count() == 2
    assert visible_memos(blind.project, None).count() == 1
    for one in Assignment.objects.filter(round=blind.round):
        hand_in(assignment=one, by=one.coder)
    open_round(round=blind.round, by=blind.lead)
    assert visible_memos(blind.project, blind.membership(blind.reader)).count() == 2
    assert events_visible_to(blind.reader, blind.project.pk).filter(action="memo.written").count() == 2


def test_memos_on_a_theme_go_where_it_is_merged_and_come_back_with_it(study: Any) -> None:
    time, trust = (create_theme(project=study.project, by=study.lead, name=name) for name in ("Time", "Trust"))
    memo = add_memo(project=study.project, by=study.coder, about="theme", about_id=time.pk, body="Hm.")
    with pytest.raises(WorkbenchError, match="memos"):
        delete_theme(theme=time, by=study.lead)
    merge_themes(theme=time, into=trust, by=study.lead)
    memo.refresh_from_db()
    assert memo.about_id == str(trust.pk)
    back = unmerge_theme(into=trust, by=study.lead)
    memo.refresh_from_db()
    assert memo.about_id == str(back.pk)


def test_a_change_is_made_to_what_was_read_and_nothing_else(study: Any) -> None:
    memo = memo_on_code(study, body="One", title="T")
    edit_memo(memo=memo, by=study.coder, title="T", body="One, two", was=("T", "One"))
    with pytest.raises(MemoChanged):
        edit_memo(memo=memo, by=study.coder, title="T", body="One, three", was=("T", "One"))
    # The same request again, whose answer was lost, is no change.
    edit_memo(memo=memo, by=study.coder, title="T", body="One, two", was=("T", "One"))
    memo.refresh_from_db()
    assert memo.body == "One, two"
    assert Event.objects.filter(action="memo.edited").count() == 1


def test_a_memo_whose_answer_was_lost_is_written_once(study: Any, client_of: Any) -> None:
    address = reverse("memos:about", args=[study.slug, "code", study.codes["Trust"].pk])
    headers = {"Accept": "application/json", "X-Act": str(uuid.uuid4())}
    post = {"data": json.dumps({"title": "", "body": "Once"}), "content_type": "application/json", "headers": headers}
    first, again = [client_of(study.coder).post(address, **post).json() for _time in range(2)]
    assert first == again == {"id": Memo.objects.get().pk, "title": "", "body": "Once"}

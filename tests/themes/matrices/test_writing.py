"""Cells are written by several people, and nothing that one wrote is lost, hidden or put over another's words."""

import json
from uuid import uuid4

import pytest
from django.urls import reverse

from coding.codings.actions import apply_code, move_coding, remove_coding
from coding.deidentification.scrubbing import scrub_study
from tests.coding.codings.conftest import apply
from tests.factories import coding as make
from tests.themes.matrices.conftest import changes, write
from themes.catalogue.actions import create_theme, remove_quotation
from themes.matrices.actions import edit_matrix
from themes.matrices.framework import framework
from themes.matrices.models import Summary, SummaryVersion
from themes.matrices.summaries import written_in
from themes.matrices.writing import confirm_summary, restore_version
from workbench.audit.actions import redo_act, undo_act
from workbench.audit.acts import act
from workbench.audit.models import Event
from workbench.audit.undo import next_redo, next_undo
from workbench.web.errors import WorkbenchError


def text_of(outcome):
    return Summary.objects.get(pk=outcome.summary.pk).current.text


def texts(kind="written"):
    return sorted(SummaryVersion.objects.filter(kind=kind).values_list("text", flat=True))


def test_what_is_saved_again_in_one_sitting_is_one_version_and_one_event(framed):
    with act(uuid4()):
        for text in ("T", "They", "They trust it"):
            done = write(framed, text)
    assert (text_of(done), texts(), Event.objects.filter(action="summary.written").count()) == (
        "They trust it", ["They trust it"], 1,
    )  # fmt: skip
    write(framed, "They trust it with letters", seen=done.summary.revision)
    assert texts() == ["They trust it", "They trust it with letters"]


def test_nobody_writes_over_what_they_have_not_seen(framed):
    write(framed, "Mine.", by=framed.lead)
    with act(uuid4()):
        theirs = write(framed, "Theirs.", by=framed.coder, seen=0)
        write(framed, "Theirs, longer.", by=framed.coder, seen=0)
    assert theirs.is_aside
    assert text_of(theirs) == "Mine."
    assert texts("aside") == ["Theirs, longer."]
    seen = Summary.objects.get().revision
    assert not write(framed, "Both.", by=framed.coder, seen=seen).is_aside
    assert text_of(theirs) == "Both."


def test_a_sitting_that_goes_on_after_another_person_wrote_is_kept_aside(framed):
    sitting = uuid4()
    with act(sitting):
        first = write(framed, "One", by=framed.coder)
    write(framed, "Two", by=framed.lead, seen=first.summary.revision)
    with act(sitting):
        assert write(framed, "One more", by=framed.coder, seen=first.summary.revision).is_aside
    assert text_of(first) == "Two"


def test_an_answer_that_was_lost_on_the_way_does_no_harm(framed):
    with act(uuid4()):
        write(framed, "One")
        again = write(framed, "One", seen=0)
    assert (again.is_aside, again.summary.revision) == (False, 1)


def test_a_text_that_was_kept_aside_is_put_in_place(framed):
    write(framed, "Mine.")
    theirs = write(framed, "Theirs.", by=framed.coder)
    version = SummaryVersion.objects.get(kind="aside")
    current = Summary.objects.get().current_id
    restore_version(summary=theirs.summary, version=version, instead_of=current, by=framed.coder)
    assert text_of(theirs) == "Theirs."
    with pytest.raises(WorkbenchError, match="changed this cell since"):
        restore_version(summary=theirs.summary, version=version, instead_of=current, by=framed.coder)


def test_writing_is_undone_and_done_again_unless_another_wrote_since(framed):
    turn = {"project_id": framed.project.pk, "may": lambda _needed: True}
    done = write(framed, "One")
    write(framed, "Two", seen=1)
    undo_act(key=next_undo(framed.lead, framed.project.pk).key, by=framed.lead, **turn)
    assert text_of(done) == "One"
    redo_act(key=next_redo(framed.lead, framed.project.pk).key, by=framed.lead, **turn)
    assert text_of(done) == "Two"
    write(framed, "Three", by=framed.coder, seen=Summary.objects.get().revision)
    with pytest.raises(WorkbenchError, match="changed since"):
        undo_act(key=next_undo(framed.lead, framed.project.pk).key, by=framed.lead, **turn)
    assert text_of(done) == "Three"


def test_the_first_text_is_undone_to_an_empty_cell(framed):
    write(framed, "One")
    turn = {"project_id": framed.project.pk, "by": framed.lead, "may": lambda _needed: True}
    undo_act(key=next_undo(framed.lead, framed.project.pk).key, **turn)
    assert Summary.objects.get().current is None


def test_cells_that_are_not_there_are_refused(framed):
    for place in ({"row": "case:0"}, {"column": "theme:0"}):
        with pytest.raises(WorkbenchError, match="no such cell"):
            write(framed, "x", **place)
    with pytest.raises(WorkbenchError, match="20,000"):
        write(framed, "x" * 20_001)
    assert not Summary.objects.exists()


def test_a_cell_is_fresh_until_something_behind_it_changes(framed):
    write(framed, "They trust it.")
    assert not changes(framed)
    apply(framed.transcripts[1], framed.codes["Trust"], framed.coder, "I read every line")  # another row
    apply(framed.transcripts[0], framed.codes["Work"], framed.coder, "Training")  # another column
    assert not changes(framed)


def test_an_added_coding_makes_it_stale(framed):
    write(framed, "They trust it.")
    added = apply(framed.transcripts[0], framed.codes["Trust"], framed.second_coder, "Training")
    assert changes(framed).added == (f"c{added.pk}",)


def test_a_removed_coding_or_quotation_makes_it_stale(framed):
    write(framed, "They trust it.")
    remove_coding(coding=framed.on_theme, by=framed.coder)
    assert len(changes(framed).removed) == 1
    remove_quotation(quotation=framed.theme.quotations.get(), by=framed.lead)
    assert len(changes(framed).removed) == 2


def test_a_recoded_coding_makes_it_stale(framed):
    write(framed, "They trust it.")
    old = framed.on_theme
    place = {"source": old.source, "by": framed.coder, "start": old.start, "end": old.end}
    remove_coding(coding=old, by=framed.coder)
    apply_code(code=framed.codes["Work"], **place)
    found = changes(framed)
    assert [(before.code, after.code) for before, after in found.recoded] == [
        (framed.codes["Trust"].pk, framed.codes["Work"].pk)
    ]
    assert not found.removed


def test_another_extent_makes_it_stale(framed):
    write(framed, "They trust it.")
    start, end = framed.on_theme.start, framed.on_theme.end + len(" first")
    move_coding(coding=framed.on_theme, by=framed.coder, start=start, end=end)
    assert len(changes(framed).moved) == 1


def test_still_right_is_recorded_and_undone(framed):
    done = write(framed, "They trust it.")
    apply(framed.transcripts[0], framed.codes["Trust"], framed.second_coder, "Training")
    place = {"matrix": framed.matrix, "row": framed.row, "column": framed.columns[0]}
    with pytest.raises(WorkbenchError, match="Read it again"):
        confirm_summary(viewer=framed.membership(framed.coder), seen=0, **place)
    confirm_summary(viewer=framed.membership(framed.coder), seen=done.summary.revision, **place)
    assert not changes(framed)
    assert Event.objects.get(action="summary.confirmed").actor_name == framed.coder.name
    assert SummaryVersion.objects.get(kind="confirmed").text == "They trust it."
    turn = {"project_id": framed.project.pk, "by": framed.coder, "may": lambda _needed: True}
    undo_act(key=next_undo(framed.coder, framed.project.pk).key, **turn)
    assert changes(framed).added


def test_what_came_while_one_wrote_is_not_taken_for_read(framed, client_of):
    seen = f"c{framed.on_theme.pk}"
    answer = client_of(framed.lead).post(
        reverse("matrices:cell", args=[framed.slug, framed.matrix.pk]),
        json.dumps({"row": framed.row, "column": framed.columns[0], "body": "Half.", "seen": 0, "passages": seen}),
        content_type="application/json",
    )
    assert answer.json()["revision"] == 1
    assert "1 passage added" in answer.json()["cell"]
    assert len(changes(framed).added) == 1


def test_texts_of_columns_that_are_gone_are_kept_and_told(framed, client_of):
    write(framed, "Under the theme.")
    edit_matrix(matrix=framed.matrix, by=framed.lead, name="Framework", columns=framed.columns[1:])
    framed.matrix.refresh_from_db()
    page = client_of(framed.reader).get(reverse("matrices:stale", args=[framed.slug, framed.matrix.pk]))
    assert "Under the theme." in page.content.decode()
    assert "Without a place" in page.content.decode()


def test_readers_write_nothing(framed, client_of):
    address = reverse("matrices:cell", args=[framed.slug, framed.matrix.pk])
    sent = {"row": framed.row, "column": framed.columns[0], "body": "x", "seen": 0}
    assert client_of(framed.reader).post(address, sent).status_code == 403
    assert client_of(framed.coder).post(address, sent).status_code == 302
    assert texts() == ["x"]


def test_words_of_hidden_codings_are_not_in_a_text_that_cites_them(framed, client_of):
    other = apply(framed.transcripts[1], framed.codes["Trust"], framed.coder, "I read every line")
    write(framed, f"Unlike [I read every line](coding:{other.pk}).")
    make.AssignmentFactory(source=framed.transcripts[1], coder=framed.second_coder, sealed=True)
    page = client_of(framed.second_coder).get(reverse("matrices:matrix", args=[framed.slug, framed.matrix.pk]))
    assert "Unlike" in page.content.decode()
    assert "I read every line" not in page.content.decode()


def test_names_are_taken_out_of_what_is_written(framed):
    class Clean:
        originals = people = ["Zephyrine"]

        def __call__(self, text):
            return text.replace("Zephyrine", "[name]")

    write(framed, "Zephyrine trusts it.")
    scrub_study(framed.project, Clean())
    assert texts() == ["[name] trusts it."]


def test_a_theme_below_counts_behind_the_cell_of_the_one_above(framed):
    write(framed, "They trust it.")
    below = create_theme(project=framed.project, by=framed.lead, name="Letters", parent=framed.theme)
    below.codes.add(framed.codes["Trust/Errors"])
    shown = framework(framed.matrix, framed.membership(framed.lead))
    found = written_in(shown, framed.membership(framed.lead))[framed.row, framed.columns[0]]
    assert found.told == "1 passage added"

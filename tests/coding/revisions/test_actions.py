"""Changing a text: everything that lies in it follows, nothing is lost."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from coding.codings.actions import TextChanged, apply_code, import_codings, move_coding
from coding.codings.models import Coding
from coding.reconciliation.models import Disagreement
from coding.revisions.actions import ChangedMeanwhile, TextNotAllowed, restore_revision, revise_source
from coding.revisions.anchoring import Edit
from coding.revisions.models import Displacement, Revision, RevisionKind
from coding.sources.models import Source
from tests.factories import coding as make
from workbench.audit.models import Event

pytestmark = pytest.mark.django_db

LOST = "Nobody asked us first."
LONG = "I trust it with letters 👩🏽‍⚕️ but not with risk."


def coded(study, words, *, source=None, coder=None, code="Trust", **more):
    source = source or study.transcripts[0]
    start = source.text.index(words)
    return make.CodingFactory(
        source=source, code=study.codes[code], coder=coder or study.coder, start=start, end=start + len(words), **more
    )


def words_of(coding):
    coding.refresh_from_db()
    text = Source.objects.get(pk=coding.source_id).text
    assert coding.quote == text[coding.start : coding.end]
    return coding.quote


def corrected(study, old, new, **more):
    source = Source.objects.get(pk=study.transcripts[0].pk)
    text = source.text.replace(old, new)
    return revise_source(source=source, text=text, by=study.lead, reason="A typing error", **more)


def test_a_corrected_typo_keeps_every_coding_on_its_words(study):
    before, inside, after = coded(study, "the new tool"), coded(study, "trust it with"), coded(study, "Training")
    revision = corrected(study, "trust it with letters", "truly trust it with long letters")
    assert [words_of(one) for one in (before, inside, after)] == ["the new tool", "trust it with", "Training"]
    assert (revision.number, revision.kind, revision.reason) == (2, "corrected", "A typing error")
    source = Source.objects.get(pk=study.transcripts[0].pk)
    assert (source.revision, source.characters, source.words) == (2, len(source.text), len(source.text.split()))
    assert source.sha256 == revision.sha256
    first = Revision.objects.get(source=source, number=1)
    assert (first.kind, first.text, first.made_by_id) == ("imported", study.transcripts[0].text, source.imported_by_id)


def test_a_change_inside_a_coding_stretches_it(study):
    coding = coded(study, "not with risk")
    corrected(study, "with risk", "with any risk")
    assert words_of(coding) == "not with any risk"


def test_a_replaced_name_is_taken_whole_by_a_coding_of_a_part_of_it(study):
    coding, text = coded(study, "new"), study.transcripts[0].text
    place = text.index("new tool")
    source = Source.objects.get(pk=coding.source_id)
    edits = [Edit(place, place + len("new tool"), "[Tool 1]")]
    revise_source(
        source=source, text=text.replace("new tool", "[Tool 1]"), by=study.lead, reason="Names",
        kind=RevisionKind.DEIDENTIFIED, edits=edits,
    )  # fmt: skip
    assert words_of(coding) == "[Tool 1]"
    assert Revision.objects.get(source=source, number=1).identifying
    assert not Revision.objects.get(source=source, number=2).identifying


def test_a_coding_whose_words_are_gone_is_listed_and_not_lost(study):
    coding = coded(study, "Nobody asked us first.")
    corrected(study, " Nobody asked us first.", "")
    coding.refresh_from_db()
    lost = Displacement.objects.get()
    assert coding.displaced
    assert (lost.coding, lost.quote, lost.reason) == (coding, "Nobody asked us first.", "gone")
    assert lost.revision.text[lost.start : lost.end] == lost.quote


def test_two_codings_that_come_to_the_same_words_are_both_kept(study):
    short, long = coded(study, "trust"), coded(study, "trust it")
    corrected(study, "trust it with", "trust with")
    assert words_of(short) == "trust"
    assert Displacement.objects.get().coding == long
    assert Displacement.objects.get().reason == "same"


def test_codings_that_step_into_each_others_places_do_not_collide(study):
    text = "a a a a a a a a"
    source = make.SourceFactory(project=study.project, text=text)
    rows = [
        make.CodingFactory(source=source, code=study.codes["Trust"], coder=study.coder, start=n, end=n + 1)
        for n in range(0, len(text), 2)
    ]
    revise_source(source=source, text="b " + text, by=study.lead, reason="x", edits=[Edit(0, 0, "b ")])
    assert [Coding.objects.get(pk=one.pk).start for one in rows] == list(range(2, len(text) + 2, 2))


def test_turns_keep_their_speakers_and_take_in_what_is_written_into_them(study):
    corrected(study, "Training, honestly.", "Training, honestly.\n\nMore than a day of it.")
    source = Source.objects.get(pk=study.transcripts[0].pk)
    turns = list(source.turns.order_by("position"))
    assert [turn.speaker.name for turn in turns] == ["Interviewer", "P01", "Interviewer", "P01"]
    assert source.text[turns[3].body_start : turns[3].end].endswith(
        "honestly.\n\nMore than a day of it. And somebody who answers the phone."
    )
    assert [source.text[turn.start : turn.body_start] for turn in turns] == ["Interviewer: ", "P01: "] * 2


def said_by(study):
    source = Source.objects.get(pk=study.transcripts[0].pk)
    return [(turn.speaker.name, source.text[turn.body_start : turn.end]) for turn in source.turns.order_by("position")]


def test_a_speakers_label_that_is_put_in_begins_a_turn(study):
    before = said_by(study)
    coding = coded(study, LOST)
    corrected(study, f" {LOST}", f"\n\nInterviewer: {LOST}")
    after = said_by(study)
    assert len(after) == len(before) + 1
    assert any(who == "Interviewer" and words.startswith(LOST) for who, words in after)
    assert words_of(coding) == LOST


def test_a_corrected_label_gives_the_turn_to_the_other_speaker(study):
    before = said_by(study)
    text = study.transcripts[0].text
    second = text.index("P01: ")
    source = Source.objects.get(pk=study.transcripts[0].pk)
    changed = f"{text[:second]}Interviewer: {text[second + 5 :]}"
    revise_source(source=source, text=changed, by=study.lead, reason="Wrong speaker")
    assert said_by(study) == [before[0], ("Interviewer", before[1][1]), *before[2:]]


def test_a_turn_without_its_label_and_line_goes_on_in_the_one_before(study):
    before = said_by(study)
    text = study.transcripts[0].text
    second = text.index("\n\nP01: ")
    source = Source.objects.get(pk=study.transcripts[0].pk)
    changed = f"{text[:second]} {text[second + 7 :]}"
    revise_source(source=source, text=changed, by=study.lead, reason="One turn")
    assert said_by(study) == [("Interviewer", f"{before[0][1]} {before[1][1]}"), *before[2:]]
    restore_revision(revision=Revision.objects.get(source=source, number=1), by=study.lead, seen=2)
    assert said_by(study) == before


def test_a_turn_of_which_nothing_is_left_goes(study):
    corrected(study, "Interviewer: What would help?\n\n", "")
    turns = study.transcripts[0].turns.order_by("position")
    assert [turn.speaker.name for turn in turns] == ["Interviewer", "P01", "P01"]


def test_what_was_settled_between_coders_stays_settled(study):
    source = study.transcripts[0]
    start = source.text.index("Nobody asked us first.")
    place = make.DisagreementFactory(
        round=make.RoundFactory(project=study.project), source=source, start=start, end=start + 22
    )
    decision = make.DecisionFactory(disagreement=place)
    corrected(study, " Nobody asked us first.", "")
    place.refresh_from_db()
    decision.refresh_from_db()
    assert Disagreement.objects.get().decisions.get() == decision
    assert decision.withdrawn_at is None
    assert 0 <= place.start < place.end <= len(Source.objects.get(pk=source.pk).text)


def test_of_two_people_who_change_a_text_the_later_is_told(study):
    mine, theirs = (Source.objects.get(pk=study.transcripts[0].pk) for _ in range(2))
    revise_source(source=theirs, text=theirs.text + " Yes.", by=study.lead, reason="More")
    with pytest.raises(ChangedMeanwhile, match="changed the text of “P01 nurse” meanwhile"):
        revise_source(source=mine, text=mine.text + " No.", by=study.coder, reason="More")
    assert Source.objects.get(pk=mine.pk).text.endswith(" Yes.")
    assert Revision.objects.count() == 2


@pytest.mark.parametrize("text", ["", " \n", "a\x00b", "a\ud83db"])
def test_a_text_that_cannot_be_one_is_refused(study, text):
    with pytest.raises(TextNotAllowed):
        revise_source(source=study.transcripts[0], text=text, by=study.lead, reason="x")
    assert not Revision.objects.exists()


def test_replacements_that_do_not_make_the_text_are_refused(study):
    source = study.transcripts[0]
    with pytest.raises(TextNotAllowed):
        revise_source(source=source, text="Other", by=study.lead, reason="x", edits=[Edit(0, 3, "x")])


def test_an_earlier_text_comes_back_with_its_turns_and_the_codings_lost_since(study):
    old = study.transcripts[0].text
    coding = coded(study, "What would help?")
    before = list(study.transcripts[0].turns.values_list("start", "body_start", "end", "speaker"))
    corrected(study, "Interviewer: What would help?\n\n", "")
    assert Coding.objects.get(pk=coding.pk).displaced
    first = Revision.objects.get(number=1)
    made = restore_revision(revision=first, by=study.lead, seen=2)
    assert made.number == 3
    assert Source.objects.get(pk=coding.source_id).text == old
    assert words_of(coding) == "What would help?"
    assert not Coding.objects.get(pk=coding.pk).displaced
    assert not Displacement.objects.exists()
    assert list(study.transcripts[0].turns.values_list("start", "body_start", "end", "speaker")) == before


def test_the_history_says_who_changed_what_and_why_and_not_how_many_codings(study):
    coded(study, "Nobody asked us first.")
    corrected(study, " Nobody asked us first.", "")
    event = Event.objects.get(action="source.revised")
    assert (event.before["revision"], event.after["revision"], event.after["reason"]) == (1, 2, "A typing error")
    assert "codings" not in event.after


def test_a_code_is_never_applied_to_a_text_that_was_changed_since_it_was_loaded(study):
    stale = Source.objects.get(pk=study.transcripts[0].pk)
    corrected(study, "Interviewer: How", "Interviewer: So how")
    place = {"source": stale, "code": study.codes["Trust"], "by": study.coder, "start": 65, "end": 70}
    with pytest.raises(TextChanged):
        apply_code(**place)
    fresh = Source.objects.get(pk=stale.pk)
    with pytest.raises(TextChanged):
        apply_code(**place | {"source": fresh}, seen=1)
    assert not Coding.objects.exists()
    coding = apply_code(**place | {"source": fresh}, seen=2)
    assert coding.quote == fresh.text[65:70]


def test_codings_of_an_older_text_are_not_imported(study):
    stale = Source.objects.get(pk=study.transcripts[0].pk)
    corrected(study, "Interviewer: How", "Interviewer: So how")
    row = Coding(project=study.project, source=stale, code=study.codes["Trust"], coder=study.coder, start=0, end=5)
    with pytest.raises(TextChanged):
        import_codings(project=study.project, by=study.lead, codings=[row], read=[])


@pytest.mark.skipif(not connection.features.has_select_for_update, reason="SQLite lets one write at a time anyway")
def test_whoever_codes_and_whoever_changes_the_text_wait_for_each_other(study):
    def held(queries):
        locks = [n for n, query in enumerate(queries) if "FOR NO KEY UPDATE" in query["sql"]]
        return next(n for n in locks if '"coding_source"."revision"' in queries[n]["sql"])

    source = Source.objects.get(pk=study.transcripts[0].pk)
    with CaptureQueriesContext(connection) as coding:
        apply_code(source=source, code=study.codes["Trust"], by=study.coder, start=65, end=70)
    with CaptureQueriesContext(connection) as changing:
        corrected(study, "Interviewer: How", "Interviewer: So how")
    for queries, written in ((coding, 'INSERT INTO "coding_coding"'), (changing, 'UPDATE "coding_source"')):
        assert held(queries) < next(n for n, query in enumerate(queries) if query["sql"].startswith(written))


def test_a_change_that_is_taken_back_leaves_codings_as_they_were(study):
    whole, part = coded(study, f"{LONG} {LOST}"), coded(study, "Training, honestly.")
    was = [(one.start, one.end, one.quote) for one in (whole, part)]
    corrected(study, f"risk. {LOST}", "risk.")
    assert words_of(whole) == LONG
    corrected(study, "Training, honestly.", "")
    assert Displacement.objects.get().coding == part
    corrected(study, "Interviewer: How", "Interviewer: And how")
    first = Revision.objects.get(source=whole.source, number=1)
    restore_revision(revision=first, by=study.lead, seen=4)
    for one, place in zip((whole, part), was, strict=True):
        one.refresh_from_db()
        assert (one.start, one.end, one.quote) == place


def test_a_coding_that_somebody_moved_meanwhile_stays_where_it_was_put(study):
    whole = coded(study, f"{LONG} {LOST}")
    corrected(study, f"risk. {LOST}", "risk.")
    whole.refresh_from_db()
    source = Source.objects.get(pk=whole.source_id)
    start = source.text.index("with letters")
    move_coding(coding=whole, by=study.coder, start=start, end=start + len("with letters"))
    restore_revision(revision=Revision.objects.get(source=source, number=1), by=study.lead, seen=2)
    assert words_of(whole) == "with letters"


def test_words_that_come_back_are_those_of_the_text(study):
    coding = coded(study, LOST)
    corrected(study, f" {LOST}", "")
    Displacement.objects.update(quote="[Person 1] asked us first.")
    restore_revision(revision=Revision.objects.get(source=coding.source, number=1), by=study.lead, seen=2)
    assert words_of(coding) == LOST

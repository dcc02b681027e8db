"""Coding what was found: in one act, as far as it may be done, and taken back as one."""

from __future__ import annotations

import pytest

from coding.codings.actions import CannotBeUndone, apply_code, write_memo
from coding.codings.assigning import HandedIn, hand_in
from coding.codings.models import Assignment, Coding, Memo
from coding.finding.actions import Coded, LeftOut, Place, code_found
from coding.finding.matching import Query, matcher_of
from coding.finding.queries import Scope, find
from coding.finding.telling import sentence_about
from coding.reconciliation.actions import create_round, open_round
from coding.revisions.actions import revise_source
from tests.coding.codings.conftest import blind  # noqa: F401
from workbench.audit.actions import redo_act, undo_act
from workbench.audit.models import Event
from workbench.audit.queries import events_visible_to
from workbench.audit.undo import act_of
from workbench.web.errors import WorkbenchError


def places(study, words, how="any", **scope):
    hits = find(Scope(study.project, **scope), matcher_of(Query(words, how))).hits
    return [Place(hit.source, hit.revision, hit.start, hit.end) for hit in hits]


def code(study, words, *, by=None, extent="match", chosen=None, name="Trust"):
    return code_found(
        project=study.project, code=study.codes[name], by=by or study.coder,
        places=places(study, words) if chosen is None else chosen, extent=extent, asked={"query": words},
    )  # fmt: skip


def quotes():
    return sorted(Coding.objects.values_list("quote", flat=True))


def last_event():
    return Event.objects.filter(action="codings.found").order_by("-pk").first()


def undo(study, event, by=None):
    return undo_act(project_id=study.project.pk, by=by or study.coder, key=event.key, may=lambda _permission: True)


def redo(study, event, by=None):
    return redo_act(project_id=study.project.pk, by=by or study.coder, key=event.key, may=lambda _permission: True)


def test_what_was_found_is_coded_in_one_act_and_says_where_it_comes_from(study):
    coded = code(study, "risk line")
    assert (coded.made, coded.there, coded.sources, coded.refused) == (2, 0, 2, [])
    assert quotes() == ["line", "risk"]
    assert set(Coding.objects.values_list("origin", "coder")) == {("search", study.coder.pk)}
    event = Event.objects.get(action="codings.found")
    facts = {"query": "risk line", "extent": "match", "codings": 2, "sources": 2}
    assert {key: event.after[key] for key in facts} == facts
    assert str(act_of(study.coder, study.project.pk, event.key)) == "coded 2 places with Trust"


def test_a_code_covers_the_sentence_or_the_whole_turn_once(study):
    code(study, "hour day", extent="sentence")
    code(study, "hour day", extent="turn", name="Work")
    assert quotes() == ["It saves an hour a day.", "It saves an hour a day. I read every line it writes, though."]


def test_offsets_after_an_emoji_are_those_of_the_text(study):
    code(study, "first")
    coding = Coding.objects.get()
    assert coding.source.text[coding.start : coding.end] == coding.quote == "first"


def test_places_that_have_the_code_are_said_and_skipped(study):
    source = study.transcripts[0]
    start = source.text.index("risk")
    apply_code(source=source, code=study.codes["Trust"], by=study.coder, start=start, end=start + 4)
    coded = code(study, "risk line")
    assert (coded.made, coded.there) == (1, 1)
    code(study, "risk line")
    assert Event.objects.filter(action="codings.found").count() == 1


def test_another_persons_coding_is_no_hindrance(study):
    code(study, "risk", by=study.second_coder)
    assert code(study, "risk").made == 1


def test_a_text_that_was_changed_since_is_left_alone_and_named(study):
    chosen = places(study, "risk line")
    source = study.transcripts[0]
    revise_source(source=source, text=source.text.replace("Nobody", "No one"), by=study.lead, reason="said so")
    coded = code(study, "", chosen=chosen)
    assert quotes() == ["line"]
    assert coded.refused == [LeftOut(source.name, "changed since the search", 1)]


def test_a_place_that_is_none_refuses_its_whole_source(study):
    first, _second = study.transcripts
    chosen = [*places(study, "risk line"), Place(first.pk, 1, 3, 99999), Place(10**9, 1, 0, 3)]
    coded = code(study, "", chosen=chosen)
    assert (quotes(), len(coded.refused), coded.sources) == (["line"], 2, 1)


def test_a_source_of_another_study_is_not_there(study):
    from tests.factories.coding import SourceFactory

    other = SourceFactory(text="risk")
    assert code(study, "", chosen=[Place(other.pk, 1, 0, 4)]).made == 0
    assert not Coding.objects.exists()


def test_what_was_handed_in_is_refused_with_the_reason_and_the_rest_is_coded(study):
    round_ = create_round(
        project=study.project, by=study.lead, name="Pilot", sources=[study.transcripts[0].pk],
        coders=[study.coder.pk, study.second_coder.pk],
    )  # fmt: skip
    hand_in(assignment=Assignment.objects.get(round=round_, coder=study.coder), by=study.coder)
    coded = code(study, "risk line")
    assert quotes() == ["line"]
    assert coded.refused == [LeftOut(study.transcripts[0].name, "handed in for Pilot", 1)]
    assert Coding.objects.get().round is None


def test_what_was_left_out_is_summed_up_by_reason_in_one_sentence(study):
    handed_in = [LeftOut(name, "handed in for Pilot", 2) for name in "ABCDE"]
    coded = Coded(made=30, refused=[*handed_in, LeftOut("F", "changed since the search", 1)])
    assert sentence_about(coded, study.codes["Trust"]) == (
        "“Trust” was applied at 30 places. Left out: 11 places in 6 texts, "
        "handed in for Pilot (“A”, “B”, “C” and 2 more); changed since the search (“F”)."
    )


def test_codings_on_assigned_sources_belong_to_the_round(blind):  # noqa: F811
    code(blind, "risk")
    assert Coding.objects.get().round == blind.round


def test_a_retired_code_or_one_of_another_study_is_refused(study):
    from tests.factories.coding import CodeFactory

    study.codes["Other"] = CodeFactory()
    with pytest.raises(WorkbenchError):
        code(study, "risk", name="Other")


def test_an_act_on_blind_sources_is_seen_by_its_coder_alone_until_all_rounds_are_open(blind):  # noqa: F811
    code(blind, "risk line")
    event = last_event()
    seen = {
        user: events_visible_to(user, blind.project.pk).filter(pk=event.pk).exists()
        for user in (blind.coder, blind.second_coder, blind.lead)
    }
    assert seen == {blind.coder: True, blind.second_coder: False, blind.lead: False}
    for assignment in Assignment.objects.filter(round=blind.round):
        hand_in(assignment=assignment, by=assignment.coder)
    open_round(round=blind.round, by=blind.lead)
    assert events_visible_to(blind.second_coder, blind.project.pk).filter(pk=event.pk).exists()


def test_a_blind_round_closes_acts_on_several_sources_that_were_done_before(study):
    code(study, "risk line")
    create_round(
        project=study.project, by=study.lead, name="Pilot", sources=[study.transcripts[0].pk],
        coders=[study.coder.pk, study.second_coder.pk],
    )  # fmt: skip
    event = last_event()
    assert not events_visible_to(study.lead, study.project.pk).filter(pk=event.pk).exists()
    assert events_visible_to(study.coder, study.project.pk).filter(pk=event.pk).exists()


def test_an_act_is_undone_and_redone_as_one_with_the_notes_on_it(study):
    code(study, "risk line", extent="sentence")
    event, kept = last_event(), set(Coding.objects.values_list("pk", "start", "end", "origin"))
    noted = Coding.objects.first()
    write_memo(project=study.project, by=study.lead, about=Memo.About.CODING, about_id=noted.pk, body="Why?")
    undo(study, event)
    assert not Coding.objects.exists()
    assert not Memo.objects.exists()
    redo(study, event)
    assert set(Coding.objects.values_list("pk", "start", "end", "origin")) == kept
    assert Memo.objects.get().about_id == str(noted.pk)
    undo(study, event)
    assert not Coding.objects.exists()


def test_undoing_leaves_codings_alone_that_were_there_before(study):
    code(study, "risk")
    code(study, "risk line")
    undo(study, last_event())
    assert quotes() == ["risk"]


def test_what_became_evidence_is_not_undone(blind):  # noqa: F811
    code(blind, "risk line")
    hand_in(assignment=Assignment.objects.get(source=blind.transcripts[0], coder=blind.coder), by=blind.coder)
    with pytest.raises(HandedIn):
        undo(blind, last_event())
    assert Coding.objects.count() == 2


def test_an_act_is_not_redone_on_other_words(study):
    code(study, "risk line")
    event = last_event()
    undo(study, event)
    source = study.transcripts[0]
    revise_source(source=source, text=source.text.replace("Nobody", "No one"), by=study.lead, reason="said so")
    with pytest.raises(CannotBeUndone):
        redo(study, event)
    assert not Coding.objects.exists()

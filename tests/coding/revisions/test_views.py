"""Pages that change a text and settle what it left without words."""

from __future__ import annotations

import pytest
from django.urls import reverse

from coding.codings.models import Coding
from coding.reconciliation.actions import create_round
from coding.revisions.actions import revise_source
from coding.revisions.models import Displacement, Revision
from coding.sources.models import Source
from tests.coding.revisions.test_actions import coded, corrected

pytestmark = pytest.mark.django_db

LOST = "Nobody asked us first."


def url(study, name, *args):
    return reverse(f"revisions:{name}", args=[study.slug, *args])


@pytest.fixture
def first(study):
    return study.transcripts[0]


@pytest.fixture
def lost(study):
    coding = coded(study, LOST)
    corrected(study, f" {LOST}", "")
    return Displacement.objects.get(coding=coding)


def post(client, address, source, text, **more):
    return client.post(address, {"text": text, "seen": source.revision, "why": "typo", "note": "", **more})


def test_a_coder_sees_what_a_correction_does_before_it_is_saved(study, first, client_of):
    coded(study, LOST)
    coded(study, "the new tool")
    client, address = client_of(study.coder), url(study, "correct", first.pk)
    assert first.text in client.get(address).content.decode().replace("&amp;", "&")
    page = post(
        client, address, first, first.text.replace(f" {LOST}", "").replace("\n", "\r\n"), preview=""
    ).content.decode()
    assert "1 coding keeps its words" in page
    assert "1 coding has no words left" in page
    assert f"<del> {LOST}</del>" in page
    assert not Revision.objects.exists()
    answer = post(client, address, first, first.text.replace(f" {LOST}", ""), save="")
    assert answer.url == url(study, "settle", first.pk)
    assert Source.objects.get(pk=first.pk).revision == 2


def test_readers_and_outsiders_change_nothing(study, first, client_of, outsider):
    address = url(study, "correct", first.pk)
    assert client_of(study.reader).get(address).status_code == 403
    assert client_of(study.reader).get(url(study, "history", first.pk)).status_code == 200
    for name in ("correct", "history", "settle"):
        assert client_of(outsider).get(url(study, name, first.pk)).status_code == 404
    assert post(client_of(study.reader), address, first, "Else.", save="").status_code == 403
    assert not Revision.objects.exists()


def test_whoever_comes_second_is_told_and_keeps_their_text(study, first, client_of):
    corrected(study, "honestly", "honest")
    answer = post(client_of(study.coder), url(study, "correct", first.pk), first, first.text + " My end.", save="")
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Somebody has changed this text since you began" in page
    assert "My end." in page
    assert not Source.objects.get(pk=first.pk).text.endswith("My end.")


def test_another_reason_needs_its_words(study, first, client_of):
    answer = post(client_of(study.coder), url(study, "correct", first.pk), first, "Else.", why="other", preview="")
    assert answer.status_code == 422
    assert "Say what the reason is." in answer.content.decode()


def test_texts_with_names_are_for_leads_also_in_comparisons(study, first, client_of):
    source = Source.objects.get(pk=first.pk)
    client = client_of(study.coder)
    post(
        client,
        url(study, "correct", first.pk),
        source,
        first.text.replace("Nobody", "[Name 1]"),
        why="deidentified",
        save="",
    )
    history = url(study, "history", first.pk)
    page = client.get(history).content.decode()
    assert "leads only" in page
    assert "Nobody" not in page
    for address in (url(study, "detail", first.pk, 1), f"{history}?older=1&newer=2"):
        assert client.get(address).status_code == 403
        assert "Nobody" in client_of(study.lead).get(address).content.decode()
    assert client.post(url(study, "restore", first.pk, 1), {"seen": 2}).status_code == 403


def test_the_coder_gives_a_lost_coding_words_that_are_written_out(study, first, lost, client_of):
    client = client_of(study.coder)
    page = client.get(url(study, "settle", first.pk)).content.decode()
    assert f"<mark>{LOST}</mark>" in page
    wrong = client.post(url(study, "place", lost.pk), {"seen": 2, "words": "P01"})
    assert wrong.status_code == 422
    assert "stand 2 times" in wrong.content.decode()
    client.post(url(study, "place", lost.pk), {"seen": 2, "words": "not with risk"})
    coding = Coding.objects.get(pk=lost.coding_id)
    assert (coding.quote, coding.displaced) == ("not with risk", False)
    assert not Displacement.objects.exists()


def test_words_chosen_in_an_older_text_are_refused(study, lost, client_of):
    corrected(study, "honestly", "honest")
    answer = client_of(study.coder).post(url(study, "place", lost.pk), {"seen": 2, "start": 60, "end": 65})
    assert answer.status_code == 422
    assert Coding.objects.get(pk=lost.coding_id).displaced


def test_a_coding_that_was_let_go_can_be_taken_up_again(study, first, lost, client_of):
    client = client_of(study.coder)
    client.post(url(study, "let_go", lost.pk))
    lost.refresh_from_db()
    assert lost.let_go_by == study.coder
    assert "Take it up again" in client.get(f"{url(study, 'settle', first.pk)}?one={lost.pk}").content.decode()
    undo = reverse("acts:undo", args=[study.slug])
    assert client.post(undo, headers={"Accept": "application/json"}).json()["where"] == url(
        study, "settle", study.transcripts[0].pk
    )
    lost.refresh_from_db()
    assert lost.let_go_at is None
    client.post(reverse("acts:redo", args=[study.slug]))
    lost.refresh_from_db()
    assert lost.let_go_at is not None
    client.post(url(study, "take_up", lost.pk))
    lost.refresh_from_db()
    assert lost.let_go_at is None


def test_coders_settle_their_own_and_leads_all(study, lost, client_of):
    address = url(study, "let_go", lost.pk)
    assert client_of(study.second_coder).post(address).status_code == 403
    assert client_of(study.reader).post(address).status_code == 403
    assert client_of(study.lead).post(address).status_code == 302


def test_while_a_source_is_coded_blind_nobody_learns_of_codings_of_others(study, first, client_of):
    people = [study.coder.pk, study.second_coder.pk]
    create_round(project=study.project, by=study.lead, name="Pilot", sources=[first.pk], coders=people)
    own, other = coded(study, LOST), coded(study, LOST, coder=study.second_coder, code="Work")
    lead = client_of(study.lead)
    source = Source.objects.get(pk=first.pk)
    page = post(lead, url(study, "correct", first.pk), source, first.text.replace(f" {LOST}", ""), preview="")
    assert "No coding that you see is concerned." in page.content.decode()
    assert "codings of others follow the text too" in page.content.decode()
    post(lead, url(study, "correct", first.pk), source, first.text.replace(f" {LOST}", ""), save="")
    assert Displacement.objects.count() == 2
    codes = (own.code.name, other.code.name)
    for person, seen in ((study.lead, ()), (study.coder, codes[:1]), (study.second_coder, codes[1:])):
        page = client_of(person).get(url(study, "settle", first.pk)).content.decode()
        assert [code for code in codes if f'<span class="name">{code}' in page] == list(seen)
        listed = client_of(person).get(reverse("sources:list", args=[study.slug])).content.decode()
        assert ("without words" in listed) is bool(seen)
        assert "2 codings" not in client_of(person).get(url(study, "history", first.pk)).content.decode()
    theirs = Displacement.objects.get(coding=other)
    assert lead.post(url(study, "let_go", theirs.pk)).status_code == 404
    assert client_of(study.coder).post(url(study, "let_go", theirs.pk)).status_code == 404


def test_the_coding_page_tells_of_lost_codings_and_the_revision(study, first, lost, client_of):
    page = client_of(study.coder).get(reverse("codings:source", args=[study.slug, first.pk])).content.decode()
    assert "1 coding without words" in page
    assert "Revision 2" in page


def test_a_coding_from_a_page_with_the_old_text_is_refused(study, first, client_of):
    client = client_of(study.coder)
    corrected(study, "Interviewer: How", "Interviewer: So how")
    text = Source.objects.get(pk=first.pk).text
    place = text.index("the new tool")
    sent = {
        "source": first.pk, "code": study.codes["Trust"].pk, "start": place, "end": place + 12, "quote": "the new tool",
    }  # fmt: skip
    address = reverse("codings:coding", args=[study.slug, "7d9f1d1e-0000-4000-8000-000000000001"])
    answer = client.put(address, {**sent, "seen": 1}, content_type="application/json")
    assert answer.status_code == 422
    assert "was changed meanwhile" in answer.content.decode()
    assert not Coding.objects.exists()
    assert client.put(address, {**sent, "seen": 2}, content_type="application/json").status_code == 200


def test_a_page_that_stays_open_hears_of_the_new_text(study, first, client_of):
    client, address = client_of(study.reader), reverse("codings:source_codings", args=[study.slug, first.pk])
    before = client.get(address)
    corrected(study, "And somebody", "and somebody")
    after = client.get(address, {"since": before.json()["cursor"]})
    assert after.status_code == 200
    assert (before.json()["revisions"], after.json()["revisions"]) == ({str(first.pk): 1}, {str(first.pk): 2})


def test_pages_ask_as_many_questions_for_many_as_for_few(study, first, client_of, count_queries):
    client = client_of(study.coder)
    pages = [
        url(study, "settle", first.pk),
        url(study, "history", first.pk),
        reverse("sources:list", args=[study.slug]),
    ]
    coded(study, LOST)
    corrected(study, f" {LOST}", "")
    few = [count_queries(lambda page=page: client.get(page)) for page in pages]
    for code in ("Work", "Trust/Errors", "Trust/Checking"):
        coded(study, "Training, honestly.", code=code, source=Source.objects.get(pk=first.pk))
    corrected(study, "Training, honestly. ", "")
    corrected(study, "And somebody", "Somebody")
    assert Displacement.objects.count() == 4
    assert [count_queries(lambda page=page: client.get(page)) for page in pages] == few


def test_a_big_text_is_revised_in_a_bounded_number_of_queries(study, count_queries):
    from tests.factories import coding as make

    def queries(codings):
        text = " ".join(f"w{n}" for n in range(3_000))
        source = make.SourceFactory(project=study.project, text=text, name=f"Long {codings}")
        rows = [
            Coding(
                project=study.project, source=source, code=study.codes["Trust"], coder=study.coder, start=n,
                end=n + 9, quote=text[n : n + 9],
            )
            for n in range(codings)
        ]  # fmt: skip
        Coding.objects.bulk_create(rows)
        new = "So " + text
        return count_queries(lambda: revise_source(source=source, text=new, by=study.lead, reason="x"))

    assert queries(200) <= queries(20) + 4


def test_a_turn_coded_from_a_page_with_the_old_text_is_refused(study, first, client_of):
    corrected(study, "Interviewer: What would help?\n\n", "")
    address = reverse("codings:list_of_source", args=[study.slug, first.pk])
    client = client_of(study.coder)
    assert client.post(address, {"turn": 3, "code": study.codes["Trust"].pk, "seen": 1}).status_code == 422
    assert not Coding.objects.exists()
    client.post(address, {"turn": 3, "code": study.codes["Trust"].pk, "seen": 2})
    assert Coding.objects.get().quote.startswith("Training")


def test_home_says_what_waits_to_be_settled_to_whoever_settles_it(study, first, lost, client_of):
    home = reverse("projects:home", args=[study.slug])
    people = (study.coder, study.lead, study.second_coder, study.reader)
    told = ["Codings without words" in client_of(person).get(home).content.decode() for person in people]
    assert told == [True, True, False, False]
    client_of(study.coder).post(url(study, "let_go", lost.pk))
    assert "Codings without words" not in client_of(study.lead).get(home).content.decode()


def test_going_on_after_a_look_shows_the_turns_as_they_were_changed(study, first, client_of):
    text = first.text.replace(f" {LOST}", "\n\nInterviewer: And then?")
    page = post(client_of(study.coder), url(study, "correct", first.pk), first, text, back="").content.decode()
    assert page.count('class="turn correct-turn') == first.turns.count() + 1
    assert page.count(" is-changed") == 2
    assert ">And then?</span>" in page


def test_the_look_says_where_turns_begin_and_what_is_no_speaker(study, first, client_of):
    text = first.text.replace(f" {LOST}", "\n\nInterviewer: And then?\n\nStranger: Nothing.")
    page = post(client_of(study.coder), url(study, "correct", first.pk), first, text, preview="").content.decode()
    assert "1 turn begins at a speaker’s name that was put in." in page
    assert "“<bdi>Stranger:</bdi>”" in page
    assert "stands at the beginning of a line and is no speaker of this text" in page

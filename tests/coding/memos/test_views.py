"""The pages of memos."""

from __future__ import annotations

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from coding.codings.models import Memo
from coding.memos.actions import add_memo
from coding.reconciliation.actions import create_round
from tests.coding.codings.conftest import apply, blind  # noqa: F401
from themes.catalogue.actions import create_theme

pytestmark = pytest.mark.django_db
HTMX = {"HTTP_HX_REQUEST": "true"}


def url(study: Any, name: str, *args: object) -> str:
    return reverse(f"memos:{name}", args=[study.slug, *args])


def things_of(study: Any) -> dict[str, tuple[object, str]]:
    """Give one thing of each kind with the page that shows its memos."""
    coding = apply(study.transcripts[0], study.codes["Work"], study.coder, "Training")
    theme = create_theme(project=study.project, by=study.lead, name="Time")
    people = [study.coder.pk, study.second_coder.pk]
    round_ = create_round(
        project=study.project, by=study.lead, name="Pilot", sources=[study.answers[0].pk], coders=people, blind=False
    )
    page = {
        "project": (study.project, reverse("projects:home", args=[study.slug])),
        "source": (study.transcripts[0], reverse("codings:source", args=[study.slug, study.transcripts[0].pk])),
        "code": (study.codes["Trust"], reverse("codebook:code", args=[study.slug, study.codes["Trust"].pk])),
        "coding": (coding, reverse("codings:list_of_source", args=[study.slug, coding.source_id])),
        "case": (study.cases[0], reverse("cases:detail", args=[study.slug, study.cases[0].pk])),
        "round": (round_, round_.get_absolute_url()),
        "theme": (theme, reverse("themes:detail", args=[study.slug, theme.pk])),
    }
    assert set(page) == set(Memo.About.values)
    return page


def test_a_memo_is_written_on_anything_and_stands_on_its_page(study: Any, client_of: Any) -> None:
    client = client_of(study.coder)
    for kind, (thing, page) in things_of(study).items():
        body = f"On the **{kind}**."
        answer = client.post(url(study, "about", kind, thing.pk), {"title": "A title", "body": body})
        assert answer.status_code == 302
        shown = client.get(page).content.decode()
        assert (body if kind == "coding" else f"On the <strong>{kind}</strong>.") in shown
    assert Memo.objects.count() == 7


def test_a_memo_is_written_changed_and_removed_in_its_place(study: Any, client_of: Any) -> None:
    client = client_of(study.coder)
    address = url(study, "about", "code", study.codes["Trust"].pk)
    panel = client.post(address, {"body": "One *thing*."}, **HTMX).content.decode()
    assert panel.lstrip().startswith("<section")
    assert "One <em>thing</em>." in panel
    memo = Memo.objects.get()
    form = client.get(url(study, "edit", memo.pk), **HTMX).content.decode()
    assert "One *thing*." in form
    assert client.post(url(study, "edit", memo.pk), {"body": " "}, **HTMX).status_code == 422
    changed = client.post(url(study, "edit", memo.pk), {"title": "Now", "body": "Two."}, **HTMX).content.decode()
    assert "Two." in changed
    gone = client.post(url(study, "remove", memo.pk), **HTMX)
    assert "The memo was removed." in gone.content.decode()
    assert not Memo.objects.exists()
    act = BeautifulSoup(gone.content, "html.parser").select_one("[name=act]")["value"]
    client.post(reverse("acts:undo", args=[study.slug]), {"act": act})
    assert Memo.objects.get().title == "Now"


def test_only_members_write_and_only_authors_change(study: Any, client_of: Any) -> None:
    memo = add_memo(project=study.project, by=study.coder, about="project", about_id=study.project.pk, body="Mine.")
    about = url(study, "about", "project", study.project.pk)
    assert client_of(study.reader).get(about).status_code == 200
    assert client_of(study.reader).post(about, {"body": "No"}).status_code == 403
    for name in ("edit", "remove"):
        assert client_of(study.lead).post(url(study, name, memo.pk), {"body": "No"}).status_code == 404
    assert Memo.objects.get().body == "Mine."


@pytest.mark.parametrize(("kind", "key"), [("code", "999999"), ("coding", "nonsense"), ("source", "x"), ("mood", "1")])
def test_there_is_no_page_for_what_is_not_there(study: Any, client_of: Any, kind: str, key: str) -> None:
    assert client_of(study.coder).get(url(study, "about", kind, key)).status_code == 404


def test_nobody_notes_anything_on_a_coding_that_is_hidden(blind: Any, client_of: Any) -> None:  # noqa: F811
    coding = apply(blind.transcripts[0], blind.codes["Work"], blind.coder, "Training")
    address = url(blind, "about", "coding", coding.pk)
    assert client_of(blind.second_coder).get(address).status_code == 404
    assert client_of(blind.second_coder).post(address, {"body": "x"}).status_code == 404


def test_the_preview_shows_what_the_memo_will_show(study: Any, client_of: Any) -> None:
    body = f"**Bold** <b>not</b> [Trust](code:{study.codes['Trust'].pk})"
    shown = client_of(study.coder).post(url(study, "preview"), {"body": body}).content.decode()
    assert "<strong>Bold</strong> &lt;b&gt;not&lt;/b&gt;" in shown
    assert reverse("codebook:code", args=[study.slug, study.codes["Trust"].pk]) in shown


def test_links_are_offered_for_what_one_may_see(blind: Any, client_of: Any) -> None:  # noqa: F811
    coding = apply(blind.transcripts[0], blind.codes["Work"], blind.coder, "Training")

    def offered(user: Any, words: str) -> list[str]:
        page = BeautifulSoup(client_of(user).get(url(blind, "links"), {"link": words}).content, "html.parser")
        return [button["data-insert"] for button in page.select("[data-insert]")]

    assert offered(blind.coder, "training") == [f"[Training](coding:{coding.pk})"]
    assert offered(blind.second_coder, "training") == []
    assert offered(blind.lead, "Trust") == [f"[Trust](code:{blind.codes['Trust'].pk})"]
    assert offered(blind.lead, "P01 nurse") == [f"[P01 nurse](source:{blind.transcripts[0].pk})"]


def titles(client: Any, study: Any, **query: str) -> list[str]:
    page = BeautifulSoup(client.get(url(study, "list"), query).content, "html.parser")
    return [title.get_text() for title in page.select(".memo-title")]


def test_the_list_is_filtered_and_ordered(study: Any, client_of: Any) -> None:
    facts = {"project": study.project}
    add_memo(**facts, by=study.coder, about="project", about_id=study.project.pk, title="A", body="Doubts")
    add_memo(**facts, by=study.lead, about="code", about_id=study.codes["Trust"].pk, title="B", body="Clear")
    add_memo(**facts, by=study.coder, about="case", about_id=study.cases[0].pk, title="C", body="Doubts again")
    client = client_of(study.reader)
    assert titles(client, study) == ["C", "B", "A"]
    assert titles(client, study, sort="old") == ["A", "B", "C"]
    assert titles(client, study, sort="author", words="") == ["C", "A", "B"]
    assert titles(client, study, kind="code") == ["B"]
    assert titles(client, study, author=str(study.coder.pk)) == ["C", "A"]
    assert titles(client, study, words="DOUBTS", sort="old") == ["A", "C"]
    assert "No memo is left" in client.get(url(study, "list"), {"words": "nothing"}).content.decode()


def test_a_quick_note_goes_into_the_journal_with_its_place(study: Any, client_of: Any) -> None:
    source = study.transcripts[0]
    start = source.text.index("Training")
    place = {"source": source.pk, "start": start, "end": start + 8}
    answer = client_of(study.coder).post(url(study, "note"), {"body": "I hurried here.", **place}, **HTMX)
    assert answer.status_code == 204
    assert "closeDialog" in answer["HX-Trigger"]
    memo = Memo.objects.get()
    assert (memo.about, memo.about_id) == ("project", str(study.project.pk))
    assert memo.body == f"I hurried here.\n\nAt: [P01 nurse: “Training”](source:{source.pk}#{start}-{start + 8})"
    page = client_of(study.reader).get(url(study, "list"), {"kind": "project"}).content.decode()
    assert f"/sources/{source.pk}/code/?at={start}" in page


def test_a_quick_note_keeps_the_coding_that_one_was_at(study: Any, client_of: Any) -> None:
    coding = apply(study.transcripts[0], study.codes["Work"], study.coder, "Training")
    facts = {"body": "Is it?", "coding": coding.pk, "source": coding.source_id, "start": 0, "end": 5}
    client_of(study.coder).post(url(study, "note"), facts)
    assert f"(coding:{coding.pk})" in Memo.objects.get().body


def test_a_quick_note_needs_words(study: Any, client_of: Any) -> None:
    assert client_of(study.coder).post(url(study, "note"), {"body": " "}, **HTMX).status_code == 422
    assert not Memo.objects.exists()


def test_more_memos_ask_no_more_queries(study: Any, client_of: Any, count_queries: Any) -> None:
    things = things_of(study)
    coding = things["coding"][0]

    def write_on_all(by: Any) -> None:
        for kind, (thing, _page) in things.items():
            body = f"[x](coding:{coding.pk}) [y](code:{study.codes['Trust'].pk}) [z](source:{study.transcripts[1].pk})"
            add_memo(project=study.project, by=by, about=kind, about_id=thing.pk, body=body)

    write_on_all(study.coder)
    client = client_of(study.reader)
    pages = [url(study, "list"), f"{url(study, 'list')}?words=x", *(page for _thing, page in things.values())]
    for page in pages:
        client.get(page)
    before = [count_queries(lambda page=page: client.get(page)) for page in pages]
    write_on_all(study.lead)
    write_on_all(study.second_coder)
    assert [count_queries(lambda page=page: client.get(page)) for page in pages] == before

"""The board and its other views show what stands where, as far as the viewer may see it; queries do not grow."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from tests.factories import coding as make
from tests.factories import themes as make_themes
from themes.catalogue.actions import add_quotation, create_theme
from themes.catalogue.board import SHOWN, board_of
from themes.catalogue.coverage import coverage_of, elsewhere_of
from themes.catalogue.map_tables import build_map_document, places_of
from themes.catalogue.models import DisplacedQuotation, Quotation, Stance, Theme
from themes.catalogue.moving import set_stance
from themes.catalogue.queries import support_of
from themes.catalogue.theme_map import CODE, SUBTHEME, THEME, Place, spec_of
from workbench.charts import render

HTMX = {"HX-Request": "true"}


@pytest.fixture
def themed(study):
    """Trust (code Trust, an answer that supports it, one against), its part Errors (code Errors), and Time."""
    study.trust = create_theme(project=study.project, by=study.lead, name="Trust", codes=[study.codes["Trust"]])
    study.errors = create_theme(
        project=study.project, by=study.lead, name="Errors", parent=study.trust, codes=[study.codes["Trust/Errors"]]
    )
    study.time = create_theme(project=study.project, by=study.lead, name="Time")
    study.support, study.denial = (
        add_quotation(theme=study.trust, source=answer, start=0, end=len(answer.text), by=study.lead)
        for answer in study.answers[:2]
    )
    set_stance(quotation=study.denial, stance=Stance.AGAINST, by=study.lead)
    return study


def url(study, name, *args):
    return reverse(f"themes:{name}", args=[study.slug, *args])


def page(response) -> BeautifulSoup:
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def test_everything_stands_once_where_it_belongs(themed):
    board = board_of(themed.membership(themed.lead))
    trust, time = board.boxes
    assert [part.theme.name for part in trust.parts] == ["Errors"]
    assert (trust.depth, trust.parts[0].depth, time.depth) == (0, 1, 0)
    assert [card.code.name for card in trust.codes] == ["Trust"]
    assert (trust.supports.shown, trust.against.shown) == ([themed.support], [themed.denial])
    assert (trust.support.known, trust.support.against) == (1, 1)
    assert {card.path for card in board.codes} == {"Trust/Checking", "Work", "Work/Time saved"}


def test_a_long_list_shows_its_beginning_and_what_comes_next(themed):
    source = make.SourceFactory(project=themed.project, text="word " * 50)
    for at in range(SHOWN + 2):
        add_quotation(theme=themed.time, source=source, start=5 * at, end=5 * at + 4, by=themed.lead)
    side = board_of(themed.membership(themed.lead)).boxes[1].supports
    rows = list(Quotation.objects.filter(theme=themed.time).order_by("start"))
    assert (side.shown, side.count, side.more, side.next) == (rows[:SHOWN], SHOWN + 2, 2, rows[SHOWN].pk)


def test_what_is_coded_blind_is_on_no_view(themed, client_of):
    """Neither the passage nor a count tells of it: on the board, the map, the coverage."""
    source = themed.transcripts[0]
    make.CodingFactory(source=source, code=themed.codes["Trust"], coder=themed.coder, start=0, end=11)
    hidden = [make_themes.QuotationFactory(theme=theme, source=source, start=20, end=31, from_codings=True)
              for theme in (themed.trust, None)]  # fmt: skip
    make.CodingFactory(source=source, code=themed.codes["Work"], coder=themed.coder, start=40, end=50)
    viewer = themed.membership(themed.lead)
    before = board_of(viewer)
    assert (before.boxes[0].supports.count, before.loose.count) == (2, 1)
    make.AssignmentFactory(source=source, project=themed.project, coder=themed.coder, sealed=True)
    after = board_of(viewer)
    assert (after.boxes[0].supports.count, after.loose.count, after.boxes[0].codes[0].counts.codings) == (1, 0, 0)
    assert [(one.name, one.people) for one in places_of(themed.project, viewer)][:2] == [("Trust", 1), ("Trust", 0)]
    found = coverage_of(viewer)
    assert (found.free, found.passages) == ([], 0)
    client = client_of(themed.lead)
    for name in ("list", "coverage", "map"):
        assert hidden[0].text not in client.get(url(themed, name)).text
    data = {"kind": "quotation", "item": hidden[0].pk, "from": themed.trust.pk, "into": ""}
    client.post(url(themed, "move"), data)
    assert Quotation.objects.get(pk=hidden[0].pk).theme == themed.trust
    assert client.post(url(themed, "stance", hidden[0].pk), {"stance": "against"}).status_code == 404


@pytest.mark.parametrize("view", ["board", "tree"])
def test_both_views_hold_the_same_and_the_last_one_comes_again(themed, client_of, view):
    client = client_of(themed.lead)
    shown = page(client.get(url(themed, "list"), {"view": view}))
    assert [one["data-name"] for one in shown.select("[data-kind=theme]")] == ["Trust", "Errors", "Time"]
    assert len(shown.select("[data-kind=code]")) == 5
    assert len(shown.select("[data-kind=quotation]")) == 2
    assert page(client.get(url(themed, "list"))).select_one("[data-board]")["data-board"] == view


def test_a_memo_on_a_theme_is_counted_on_the_board_for_who_may_read_it(themed, client_of):
    """One that links into a text which its author is coding blind counts for its author alone."""
    client, source = client_of(themed.coder), themed.transcripts[0]
    make.AssignmentFactory(source=source, project=themed.project, coder=themed.coder, sealed=True)
    form = page(client.get(url(themed, "detail", themed.errors.pk))).select_one("form[data-memo-form]")
    for body in ("Whose errors?", f"See [there](source:{source.pk}#0-4)."):
        assert client.post(form["action"], {"body": body}).status_code == 302
    counts = [
        {one["data-name"]: link.select_one(".num").text for one in shown.select("[data-kind=theme]")
         if (link := one.select_one(":scope > header .theme-memos"))}
        for shown in (page(client_of(who).get(url(themed, "list"))) for who in (themed.coder, themed.reader))
    ]  # fmt: skip
    assert counts == [{"Errors": "2"}, {"Errors": "1"}]


def test_readers_see_all_and_move_nothing(themed, client_of, outsider):
    reader = client_of(themed.reader)
    shown = page(reader.get(url(themed, "list")))
    assert not shown.select("[data-grip], [data-move], .stance")
    posts = [("move", []), ("stance", [themed.support.pk]), ("statement", [themed.trust.pk]), ("hold", [])]
    for name, args in posts:
        assert reader.post(url(themed, name, *args)).status_code == 403
        assert client_of(outsider).post(url(themed, name, *args)).status_code == 404
    for name, args in [("coverage", []), ("map", []), ("map_picture", []), ("elsewhere", [themed.trust.pk])]:
        assert client_of(outsider).get(url(themed, name, *args)).status_code == 404
        assert reader.get(url(themed, name, *args)).status_code == 200


@pytest.mark.parametrize(
    ("place", "order"), [("up", ["Time", "Trust"]), ("first", ["Time", "Trust"]), ("last", ["Trust", "Time"])]
)
def test_a_form_moves_a_theme_without_scripts(themed, client_of, place, order):
    client = client_of(themed.lead)
    asked = {"kind": "theme", "item": themed.time.pk, "from": ""}
    form = page(client.get(url(themed, "move"), asked)).select_one("main form.form")
    hidden = {one["name"]: one.get("value", "") for one in form.select("input[type=hidden]")}
    assert client.post(form["action"], hidden | {"into": "", "place": place}).status_code == 302
    tops = Theme.objects.filter(parent=None).order_by("position", "pk")
    assert list(tops.values_list("name", flat=True)) == order


def test_a_move_that_came_too_late_is_said_and_the_board_drawn_anew(themed, client_of):
    data = {"kind": "theme", "item": themed.errors.pk, "from": "", "into": themed.time.pk, "before": ""}
    answer = client_of(themed.lead).post(url(themed, "move"), data, headers=HTMX)
    assert answer.status_code == 204
    assert "themesChanged" in answer.headers["HX-Trigger"]
    assert "Somebody has moved" in answer.headers["HX-Trigger"].encode().decode("unicode_escape")
    assert Theme.objects.get(pk=themed.errors.pk).parent == themed.trust
    gone = client_of(themed.lead).post(url(themed, "move"), data | {"item": 10**9}, headers=HTMX)
    assert "themesChanged" in gone.headers["HX-Trigger"]


def test_coverage_says_what_no_theme_holds(themed, client_of):
    source = themed.transcripts[0]
    make.CodingFactory(source=source, code=themed.codes["Trust"], coder=themed.coder, start=0, end=11)
    # Nearly the same words under a code of no theme, and others that nothing holds, marked by two.
    make.CodingFactory(source=source, code=themed.codes["Work"], coder=themed.coder, start=0, end=12)
    for coder in (themed.coder, themed.second_coder):
        free = make.CodingFactory(source=source, code=themed.codes["Work"], coder=coder, start=40, end=60)
    found = coverage_of(themed.membership(themed.lead))
    assert ([(one.start, one.end, one.codes) for one in found.free], found.passages) == (
        [(40, 60, (themed.codes["Work"].pk,))],
        2,
    )
    assert {code.name for code, _counts in found.codes} == {"Checking", "Work", "Time saved"}
    reached = {themed.cases[0].pk, themed.answers[0].case_id, themed.answers[1].case_id, source.case_id}
    assert {case.pk for case in found.unheard} == set(themed.project.cases.values_list("pk", flat=True)) - reached
    # From there a passage is put under a theme, and is hidden wherever codings are.
    facts = {"source": source.pk, "start": 40, "end": 60, "seen": source.revision}
    client = client_of(themed.lead)
    form = page(client.get(url(themed, "hold"), facts)).select_one("main form.form")
    hidden = {one["name"]: one.get("value", "") for one in form.select("input[type=hidden]")}
    client.post(form["action"], hidden | {"theme": themed.time.pk, "stance": "against"})
    put = Quotation.objects.get(theme=themed.time)
    assert (put.text, put.stance, put.from_codings) == (free.quote, Stance.AGAINST, True)
    assert coverage_of(themed.membership(themed.lead)).free == []


def test_cases_without_a_theme_are_where_to_look(themed):
    viewer = themed.membership(themed.lead)
    make.CodingFactory(source=themed.transcripts[1], code=themed.codes["Work"], coder=themed.coder, start=0, end=11)
    silent, among = elsewhere_of(themed.trust, viewer)
    assert among == themed.project.cases.count()
    speaking = themed.answers[0].case_id
    assert {one.case.pk for one in silent} == set(themed.project.cases.values_list("pk", flat=True)) - {speaking}
    # What was read and says nothing comes before what nobody has read.
    assert (silent[0].case, silent[0].codings) == (themed.transcripts[1].case, 1)
    assert [one.against for one in silent if one.case.pk == themed.answers[1].case_id] == [1]


def test_the_map_shows_participants_and_says_so_in_words(themed):
    make.CodingFactory(
        source=themed.transcripts[1], code=themed.codes["Trust/Errors"], coder=themed.coder, start=0, end=11
    )
    viewer = themed.membership(themed.lead)
    found = [(one.name, one.kind, one.people, one.parent) for one in places_of(themed.project, viewer)]
    assert found == [
        ("Trust", THEME, 2, None), ("Trust", CODE, 0, 0), ("Errors", SUBTHEME, 1, 0), ("Errors", CODE, 1, 2),
        ("Time", THEME, 0, None),
    ]  # fmt: skip
    [figure] = build_map_document(themed.project, viewer).figures
    assert "2 themes with 1 subthemes and 2 codes" in figure.alt
    assert [row[0] for row in figure.table.rows] == [name for name, *_rest in found]
    assert [row[2] for row in figure.table.rows] == [people for _name, _kind, people, _parent in found]
    assert "Trust (2)" in render(figure.spec, "svg").decode()
    assert render(figure.spec, "png").startswith(b"\x89PNG")
    for places in ([], [Place("Alone", THEME, 0, 0)]):
        assert render(spec_of(places, ["Theme"], "{name} ({n})"), "svg")


def test_what_supports_a_theme_may_speak_against_its_subtheme(themed, client_of):
    one = add_quotation(
        theme=themed.errors, source=themed.answers[0], start=0, end=len(themed.answers[0].text), by=themed.lead
    )
    set_stance(quotation=one, stance=Stance.AGAINST, by=themed.lead)
    support = support_of(themed.project, themed.membership(themed.lead))
    assert (support[themed.errors.pk].passages, support[themed.errors.pk].against) == (0, 1)
    # The passage supports the theme above, and counts there as that alone; the other one is its own.
    assert (support[themed.trust.pk].passages, support[themed.trust.pk].against) == (1, 1)
    client = client_of(themed.lead)
    for theme in (themed.trust, themed.errors):
        asked = {"theme": theme.pk, "stance": "against"}
        behind = page(client.get(reverse("matrices:passages", args=[themed.slug]), asked))
        assert len(behind.select("blockquote")) == support[theme.pk].against


def test_loose_quotations_that_lost_their_words_are_settled_from_the_board(themed, client_of):
    source = themed.answers[0]
    lost = make_themes.DisplacedQuotationFactory(theme=None, source=source, text="what it said")
    client = client_of(themed.lead)
    assert page(client.get(url(themed, "list"))).select_one(".theme-none .note-warn")
    client.post(url(themed, "settle_quotation", lost.pk), {"words": source.text})
    assert Quotation.objects.get(theme=None).text == source.text
    other = make_themes.DisplacedQuotationFactory(theme=None, source=source)
    client.post(url(themed, "settle_quotation", other.pk), {"let_go": ""})
    assert not DisplacedQuotation.objects.exists()


def test_pages_take_as_many_queries_for_many_as_for_few(themed, client_of, count_queries):
    client = client_of(themed.lead)
    names = [("list", []), ("coverage", []), ("map", []), ("elsewhere", [themed.trust.pk])]
    addresses = [url(themed, name, *args) for name, args in names]
    make_themes.QuotationFactory(theme=None, source=themed.answers[2], end=5)
    make.CodingFactory(source=themed.transcripts[1], code=themed.codes["Work"], coder=themed.coder, start=0, end=11)
    before = [count_queries(lambda address=address: client.get(address)) for address in addresses]
    for number in range(3):
        other = create_theme(
            project=themed.project, by=themed.lead, name=f"More {number}", parent=themed.time,
            codes=[themed.codes["Work/Time saved"]] if number else [],
        )  # fmt: skip
        source = make.SourceFactory(
            project=themed.project, text="word " * 20, case=make.CaseFactory(project=themed.project)
        )
        for at in range(4):
            one = add_quotation(theme=other, source=source, start=5 * at, end=5 * at + 4, by=themed.lead)
            set_stance(quotation=one, stance=Stance.values[at % 2], by=themed.lead)
        make_themes.QuotationFactory(theme=None, source=source, start=30, end=40)
        make.CodingFactory(source=source, code=themed.codes["Work"], coder=themed.coder, start=60, end=70)
    after = [count_queries(lambda address=address: client.get(address)) for address in addresses]
    assert after == before

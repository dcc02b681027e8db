"""The answers to a question as one long list, coded there."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from coding.answers.actions import ChosenAnswer, code_answers, mark_answers
from coding.answers.forms import AnswerFilterForm, AnswerForm
from coding.answers.queries import (
    AnswersWanted,
    answers_at,
    conditions_of,
    listed_answers,
    questions_with_progress,
    value_choices,
    values_of,
    waiting_answers,
)
from coding.cases.filters import Wanted
from coding.cases.queries import variables_of
from coding.codebook.queries import code_tree, codes_of
from coding.codebook.tree import Node
from coding.codings.actions import apply_code
from coding.codings.assigning import hand_in_answers
from coding.codings.queries import coding_data, rounds_of
from coding.codings.reading import own_marks
from coding.codings.sent import sent
from coding.codings.spans import trim
from coding.codings.views import changes_answer, page_data
from coding.codings.words import words
from coding.sources.models import Question, Source, Variable
from workbench.membership.access import ProjectRequest, project_view
from workbench.membership.roles import Permission
from workbench.web.errors import WorkbenchError
from workbench.web.numbers import key_in
from workbench.web.paging import page_of

ROWS_AT_ONCE = 100  # of the page as it is sent, and of each further request
CHOSEN_AT_ONCE = 500
VARIABLES_SHOWN = 3


@require_GET
@project_view(Permission.VIEW)
def question_list(request: ProjectRequest) -> HttpResponse:
    """The open questions, and how far oneself is with each."""
    context = {"questions": questions_with_progress(request.membership), "section": "answers"}
    return render(request, "coding/answers/question_list.html", context)


def _question(request: ProjectRequest, pk: int) -> Question:
    return get_object_or_404(Question, project=request.project, pk=pk)


@require_http_methods(["GET", "POST"])
@project_view(Permission.VIEW, writes=Permission.CODE)
def answer_list(request: ProjectRequest, pk: int) -> HttpResponse:
    """The answers to a question: the first rows, and the ids of all, whose rows a script fetches as one scrolls."""
    question = _question(request, pk)
    tree = code_tree(request.project)
    if request.method == "POST":
        return _code_answer(request, question, tree)
    variables = list(variables_of(request.project))
    form = _filter_form(request, tree, variables)
    listed = listed_answers(request.membership, question, _wanted(form, tree, variables))
    page = page_of(request, listed.ids, per_page=ROWS_AT_ONCE)
    answers = answers_at(question, page.object_list)
    asked, handed_in, round_name = waiting_answers(question, request.user)
    data = page_data(request, [answer.pk for answer in answers], locked=False)
    for name, view in (("rows", "rows"), ("codings", "codings"), ("chosen", "chosen"), ("markChosen", "mark_chosen")):
        data["urls"][name] = reverse(f"answers:{view}", args=[request.project.slug, question.pk])
    data["list"] = {"ids": listed.ids, "lengths": listed.lengths, "done": [int(done) for done in listed.done]}
    data["first"] = page.start_index() - 1 if listed.ids else 0
    context = {
        "question": question,
        "page": page,
        "rows": _rows(answers, variables),
        "form": form,
        "is_filtered": any(form.cleaned_data.get(name) for name in ("q", "show", "code", "value")),
        "like": next((one for one in answers if one.pk == form.cleaned_data.get("like")), None),
        "note": listed.note,
        "tree": tree,
        "data": data,
        "words": words(),
        "done": sum(listed.done),
        "asked": asked,
        "handed_in": handed_in,
        "round_name": round_name,
        "section": "answers",
    }
    return render(request, "coding/answers/answer_list.html", context)


def _filter_form(request: HttpRequest, tree: list[Node], variables: list[Variable]) -> AnswerFilterForm:
    """The form as it was sent; choices that are none are left out, and the rest holds."""
    chosen = _chosen_variable(request.GET.get("variable"), variables)
    values = value_choices(chosen) if chosen else []
    form = AnswerFilterForm(request.GET, tree=tree, variables=variables, values=values)
    form.is_valid()
    return form


def _chosen_variable(sent: str | None, variables: list[Variable]) -> Variable | None:
    wanted = key_in(sent or "")
    return next((one for one in variables if one.pk == wanted), None)


def _wanted(form: AnswerFilterForm, tree: list[Node], variables: list[Variable]) -> AnswersWanted:
    chosen = form.cleaned_data
    variable = next((one for one in variables if one.pk == chosen.get("variable")), None)
    return AnswersWanted(
        cases=Wanted(conditions=conditions_of(variable, chosen.get("value") or "")),
        show=chosen.get("show", ""),
        code=next((node.code for node in tree if node.id == chosen.get("code")), None),
        search=chosen.get("q", ""),
        order=chosen.get("order", ""),
        by=variable,
        like=chosen.get("like"),
    )


def _rows(answers: list[Source], variables: list[Variable]) -> list[tuple[Source, list[str]]]:
    shown = [one.pk for one in variables[:VARIABLES_SHOWN]]
    values = values_of([answer.case_id for answer in answers], shown)
    return [(answer, values.get(answer.case_id, [])) for answer in answers]


@require_GET
@project_view(Permission.VIEW)
def answer_rows(request: ProjectRequest, pk: int) -> HttpResponse:
    """The rows of some answers (`?ids=3,1,2`) as HTML, and the codings on them, for the list that is scrolled."""
    question = _question(request, pk)
    ids = [number for part in request.GET.get("ids", "").split(",") if (number := key_in(part)) is not None]
    answers = answers_at(question, ids[:ROWS_AT_ONCE])
    variables = list(variables_of(request.project)[:VARIABLES_SHOWN])
    context = {"rows": _rows(answers, variables), "question": question, "tree": []}
    html = render_to_string("coding/answers/_rows.html", context, request=request)
    data = coding_data(request.membership, [answer.pk for answer in answers])
    return JsonResponse({"html": html, "data": data}, headers={"Cache-Control": "no-store"})


def _code_answer(request: ProjectRequest, question: Question, tree: list[Node]) -> HttpResponse:
    form = AnswerForm(request.POST, tree=tree)
    if not form.is_valid():
        raise WorkbenchError(_("Choose a code for the answer."))
    answer = get_object_or_404(question.answers, pk=form.cleaned_data["source"])
    code = get_object_or_404(codes_of(request.project), pk=form.cleaned_data["code"])
    start, end = trim(answer.text, 0, len(answer.text))
    apply_code(source=answer, code=code, by=request.user, start=start, end=end)
    return redirect(f"{reverse('answers:question', args=[request.project.slug, question.pk])}#answer-{answer.pk}")


@require_GET
@project_view(Permission.VIEW)
def answers_codings(request: ProjectRequest, pk: int) -> HttpResponse:
    """The codings of the answers to a question as they are now, or with ?since= what has changed on them."""
    return changes_answer(request, _question(request, pk).answers.all())


@require_POST
@project_view(Permission.CODE)
def code_chosen(request: ProjectRequest, pk: int) -> HttpResponse:
    """Code several answers as wholes: `{"code": 3, "answers": [[source, key of the coding, revision seen], …]}`."""
    question, data = _question(request, pk), sent(request)
    code = get_object_or_404(codes_of(request.project), pk=key_in(str(data.get("code"))) or 0)
    chosen = _chosen_answers(data.get("answers"))
    done = code_answers(question=question, code=code, by=request.user, chosen=chosen)
    coded = {pk: [str(coding.pk), coding.start, coding.end] for pk, coding in done.coded.items()}
    return JsonResponse({"coded": coded, "refused": done.refused})


@require_POST
@project_view(Permission.CODE)
def mark_chosen(request: ProjectRequest, pk: int) -> HttpResponse:
    """Mark several answers as read: `{"answers": [[source, key of the mark, revision seen], …]}`."""
    question = _question(request, pk)
    chosen = _chosen_answers(sent(request).get("answers"))
    refused = mark_answers(question=question, by=request.user, chosen=chosen)
    sources = [one.source for one in chosen]
    marks = own_marks(request.membership, sources, rounds_of(request.user.pk, sources))
    return JsonResponse({"marks": marks, "refused": refused})


def _chosen_answers(rows: object) -> list[ChosenAnswer]:
    """Read the list that a script sent; raises WorkbenchError where it is none, or longer than is taken at once."""
    try:
        chosen = [ChosenAnswer(int(pk), UUID(key), None if seen is None else int(seen)) for pk, key, seen in rows]
    except (TypeError, ValueError) as error:
        raise WorkbenchError(_("This request cannot be read. Reload the page and try again.")) from error
    if len(chosen) > CHOSEN_AT_ONCE:
        raise WorkbenchError(_("Choose at most %(n)s answers at a time.") % {"n": CHOSEN_AT_ONCE})
    return chosen


@require_POST
@project_view(Permission.CODE)
def answers_done(request: ProjectRequest, pk: int) -> HttpResponse:
    """Hand in all answers to a question that one was asked to code."""
    question = _question(request, pk)
    count = hand_in_answers(question=question, by=request.user)
    messages.success(request, _("%(count)s answers handed in.") % {"count": count})
    return redirect("answers:question", request.project.slug, question.pk)

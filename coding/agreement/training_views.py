"""A coder measured against a gold layer, and the passages to talk about."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from coding.agreement.forms import TrainingForm
from coding.agreement.queries import GOLD, Material, Scope, material_against_gold
from coding.agreement.training import CITATION, Place, Training, against_gold
from coding.agreement.views import code_of, words_of
from coding.agreement.words import UNIT_LABELS, UNITS_COUNTED
from coding.codebook.queries import code_tree
from coding.codings.models import Assignment
from coding.reconciliation.models import Round
from coding.reconciliation.queries import unfinished_rounds
from coding.sources.models import Source
from workbench.membership.access import ProjectRequest, project_view
from workbench.membership.roles import Permission
from workbench.web.paging import page_of

MISSED, EXTRA = "missed", "extra"


@dataclass(frozen=True)
class Measured:
    """The form, who is measured, what they are compared with, and the outcome; None where nothing was chosen yet."""

    form: TrainingForm
    trainee: int | None
    round: Round | None
    gold: Round | int | None
    found: Material | None = None
    training: Training | None = None

    def address(self, **more: object) -> str:
        facts: dict[str, object] = {
            "round": self.round.pk if self.round else "all",
            "trainee": self.trainee or "",
            "gold": f"round-{self.gold.pk}" if isinstance(self.gold, Round) else f"coder-{self.gold}",
            "unit": self.form.chosen_unit,
        }
        facts |= {name: "on" for name in ("rollup", "without") if self.form.cleaned_data.get(name)}
        return urlencode(facts | more)


def _measured(request: ProjectRequest) -> Measured:
    form = TrainingForm(request.GET or {}, project=request.project)
    trainee = form.chosen_trainee or _first_trainee(request, form)
    form.initial = {
        "round": str(form.chosen_round.pk) if form.chosen_round else "all",
        "trainee": str(trainee or ""),
        "gold": f"round-{form.gold_layer.pk}" if isinstance(form.gold_layer, Round) else f"coder-{form.gold_layer}",
        "unit": form.chosen_unit,
        "rollup": form.cleaned_data.get("rollup", False),
        "without": form.cleaned_data.get("without", False),
    }
    form.is_bound = False
    gold, round_ = form.gold_layer, form.chosen_round
    if trainee is None or gold is None or gold == trainee:
        return Measured(form, trainee, round_, gold)
    asked = form.cleaned_data
    scope = Scope(form.chosen_unit, asked.get("rollup", False), asked.get("without", False))
    found = material_against_gold(request.project, trainee=trainee, round_=round_, gold=gold, scope=scope)
    training = against_gold(found.sources, GOLD, trainee, list(found.codes), scope.unit)
    return Measured(form, trainee, round_, gold, found, training)


def _first_trainee(request: ProjectRequest, form: TrainingForm) -> int | None:
    """Oneself where one has read something, else the first coder who has."""
    done = Assignment.objects.filter(project=request.project, done_at__isnull=False)
    if form.chosen_round:
        done = done.filter(round=form.chosen_round)
    readers = set(done.values_list("coder_id", flat=True)) - {form.gold_layer}
    coders = [int(pk) for pk, _name in form.fields["trainee"].choices]
    return request.user.pk if request.user.pk in readers else next((pk for pk in coders if pk in readers), None)


def _context(request: ProjectRequest, measured: Measured) -> dict[str, Any]:
    unit = measured.form.chosen_unit
    people = {int(pk): name for pk, name in measured.form.fields["trainee"].choices}
    gold = measured.gold
    return {
        "form": measured.form,
        "measured": measured,
        "tab": "training",
        "same": "",
        "address": measured.address(),
        "trainee": people.get(measured.trainee or 0, ""),
        "gold": _("the consensus of %(round)s") % {"round": gold.name}
        if isinstance(gold, Round)
        else people.get(gold, ""),
        "unsettled": isinstance(gold, Round) and unfinished_rounds(request.project).filter(pk=gold.pk).exists(),
        "unit_label": UNIT_LABELS[unit],
        "units_counted": UNITS_COUNTED[unit],
        "section": "agreement",
    }


@require_GET
@project_view(Permission.VIEW)
def agreement_training(request: ProjectRequest) -> HttpResponse:
    """Precision, recall and F1 of a coder, code by code, against the consensus of a round or another coder."""
    measured = _measured(request)
    nodes = {node.id: node for node in code_tree(request.project, retired=True)}
    training = measured.training
    rows = [
        {"one": one, "node": nodes[one.code], "instead": [(nodes[code], n) for code, n in one.instead.most_common(3)]}
        for one in (training.codes if training else [])
    ]
    context = _context(request, measured) | {
        "rows": rows,
        "places": len(training.places) if training else 0,
        "sources": len(measured.found.sources) if measured.found else 0,
        "hidden": measured.found.hidden if measured.found else 0,
        "citation": CITATION,
    }
    return render(request, "coding/agreement/training.html", context)


@require_GET
@project_view(Permission.VIEW)
def training_places(request: ProjectRequest, code: int | None = None) -> HttpResponse:
    """The passages to talk about: of one code missed or added (?show=), or all."""
    chosen = code_of(request, code) if code else None
    measured = _measured(request)
    show = request.GET.get("show") if request.GET.get("show") in {MISSED, EXTRA} else ""
    places = measured.training.places if measured.training else []
    page = page_of(request, [place for place in places if _shows(place, code, show)], per_page=40)
    nodes = {node.id: node for node in code_tree(request.project, retired=True)}
    sources = Source.objects.filter(pk__in={place.source for place in page.object_list}).in_bulk()
    rows = [
        words_of(sources[place.source], place.start, place.end)
        | {name: [nodes[pk] for pk in nodes if pk in getattr(place, name)] for name in (MISSED, EXTRA, "shared")}
        for place in page.object_list
    ]
    context = _context(request, measured) | {
        "code": chosen,
        "page": page,
        "rows": rows,
        "show": show,
        "shows": [
            (name, label, measured.address(show=name))
            for name, label in (("", _("All")), (MISSED, _("Missed")), (EXTRA, _("Extra")))
        ],
    }
    return render(request, "coding/agreement/training_places.html", context)


def _shows(place: Place, code: int | None, show: str) -> bool:
    kinds = {MISSED: place.missed, EXTRA: place.extra}
    wanted = [kinds[show]] if show else list(kinds.values())
    return any(code in codes if code else codes for codes in wanted)

"""Methods: what was read, how it was prepared, who coded it."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Count, Max, Min, Sum
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from coding.codings.models import Layer, Origin
from coding.codings.visibility import visible_codings, visible_memos
from coding.reporting.evidence import between, counted, in_history, page
from coding.reporting.parts import Asked, Sentence, methods_part
from coding.sources.models import Question, Source, SourceKind, Variable


@methods_part("data", gettext_lazy("Data"), 10)
def data(asked: Asked) -> Iterator[Sentence]:
    """Say how many transcripts, answers and cases there are; design and ethics are the author's."""
    yield Sentence(_("Design, setting, sampling, recruitment, consent and ethics approval: […]."))
    rows = (
        Source.objects.filter(project=asked.project)
        .order_by()
        .values("kind")
        .annotate(n=Count("pk"), words=Sum("words"))
    )
    kinds = {row["kind"]: row for row in rows}
    imported = in_history(asked, "source.imported", "survey.imported", "project.imported")
    if row := kinds.get(SourceKind.TRANSCRIPT):
        text = ngettext(
            "The data hold %(n)s transcript of %(words)s words.",
            "The data hold %(n)s transcripts of %(words)s words in all.",
            row["n"],
        )
        proof = counted(asked, "sources:list", row["n"], _("transcripts"))
        yield Sentence(text % _numbers(row), (proof, *imported))
    if row := kinds.get(SourceKind.ANSWER):
        questions = Question.objects.filter(project=asked.project).count()
        people = Source.objects.filter(project=asked.project, kind=SourceKind.ANSWER).aggregate(
            n=Count("case", distinct=True)
        )["n"]
        text = ngettext(
            "%(people)s respondents gave %(n)s answers (%(words)s words) to %(questions)s open-ended question.",
            "%(people)s respondents gave %(n)s answers (%(words)s words) to %(questions)s open-ended questions.",
            questions,
        )
        facts = _numbers(row) | {"people": f"{people:,}", "questions": questions}
        yield Sentence(text % facts, (counted(asked, "answers:list", row["n"], _("answers")), *imported))
    variables = Variable.objects.filter(project=asked.project).order_by("position", "pk")
    names = list(variables.values_list("name", flat=True)[:12])
    if names:
        cases = asked.project.cases.count()
        text = _("Recorded of the %(cases)s participants: %(names)s.")
        proof = counted(asked, "cases:list", cases, _("cases"))
        yield Sentence(text % {"cases": f"{cases:,}", "names": ", ".join(names)}, (proof,))


def _numbers(row: dict) -> dict[str, str]:
    return {"n": f"{row['n']:,}", "words": f"{row['words'] or 0:,}"}


@methods_part("preparation", gettext_lazy("Preparation of the texts"), 20)
def preparation(asked: Asked) -> Iterator[Sentence]:
    """Say whether names were replaced and texts corrected."""
    if proof := in_history(asked, "names.replaced"):
        yield Sentence(_("Names and other details that identify people were replaced in the texts."), proof)
    if proof := in_history(asked, "source.revised"):
        yield Sentence(
            _("Texts were corrected after they had been taken in; codings were carried over to the corrected words."),
            proof,
        )


@methods_part("coding", gettext_lazy("Coding"), 40)
def coding(asked: Asked) -> Iterator[Sentence]:
    """Say how many people coded how much with how many codes, and how codings came to be."""
    codings = visible_codings(asked.project, None).filter(layer=Layer.CODER)
    found = codings.order_by().aggregate(
        n=Count("pk"), coders=Count("coder", distinct=True), codes=Count("code", distinct=True),
        sources=Count("source", distinct=True), first=Min("created_at"), last=Max("created_at"),
    )  # fmt: skip
    if not found["n"]:
        return
    proof = page(asked, "codebook:tree", _("counted over the codings that every member may see"))
    text = ngettext(
        "%(coders)s person coded %(sources)s sources (%(when)s), in %(n)s codings with %(codes)s codes.",
        "%(coders)s people coded %(sources)s sources (%(when)s), in %(n)s codings with %(codes)s codes.",
        found["coders"],
    )
    facts = {name: f"{found[name]:,}" for name in ("n", "coders", "codes", "sources")}
    acts = in_history(asked, "coding.applied", "codings.imported", "codings.found", "project.imported")
    yield Sentence(text % (facts | {"when": between(found["first"], found["last"])}), (proof, *acts))
    origins = dict(codings.order_by().values_list("origin").annotate(n=Count("pk")))
    if others := {origin: n for origin, n in origins.items() if origin != Origin.HAND}:
        said = "; ".join(f"{Origin(origin).label.lower()}: {n:,}" for origin, n in sorted(others.items()))
        text = _("Of the codings, %(hand)s were made by hand; the others came to be so: %(others)s.")
        yield Sentence(text % {"hand": f"{origins.get(Origin.HAND, 0):,}", "others": said}, (proof,))
    yield Sentence(_("Training, experience and relation to the participants of those who coded: […]."))
    memos = (
        visible_memos(asked.project, None).order_by().aggregate(n=Count("pk"), people=Count("author", distinct=True))
    )
    if memos["n"]:
        text = ngettext(
            "%(n)s memo was written by %(people)s people.", "%(n)s memos were written by %(people)s people.", memos["n"]
        )
        if memos["people"] == 1:
            text = ngettext("%(n)s memo was written.", "%(n)s memos were written by one person.", memos["n"])
        facts = {"n": f"{memos['n']:,}", "people": memos["people"]}
        yield Sentence(text % facts, (counted(asked, "memos:list", memos["n"], _("memos")),))

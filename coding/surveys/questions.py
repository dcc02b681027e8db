"""Changes to the questions of surveys."""

from __future__ import annotations

from django.apps import apps
from django.db import transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from coding.sources.actions import SourceInUse
from coding.sources.models import Question, Source
from workbench.accounts.models import User
from workbench.audit.actions import record
from workbench.projects.models import Project

BATCH = 2000


def remove_question(*, question: Question, by: User) -> int:
    """Delete a question with its answers, which come back only by another import; how many answers there were.

    Cases and their values stay. Raises SourceInUse where somebody has worked on one of the answers.
    """
    try:
        with transaction.atomic():
            answers = list(question.answers.order_by("pk").values_list("pk", flat=True))
            if _have_memos(question.project, answers):
                raise SourceInUse(_("There are memos on answers to this question, so it stays."))
            facts = {"answers": len(answers)}
            record(action="question.removed", by=by, project_id=question.project_id, subject=question, before=facts)
            for start in range(0, len(answers), BATCH):
                Source.objects.filter(pk__in=answers[start : start + BATCH]).delete()
            question.delete()
    except ProtectedError as error:
        raise SourceInUse(
            _("Answers to this question have codings, or are part of a round or a theme, so it stays.")
        ) from error
    return len(answers)


def _have_memos(project: Project, answers: list[int]) -> bool:
    # By name, because memos are further down the stream.
    memos = apps.get_model("coding", "Memo").objects.filter(project=project, about="source")
    return not set(map(str, answers)).isdisjoint(memos.values_list("about_id", flat=True))

"""Changes that a survey brings: respondents, their values and their answers, all or nothing; and saved mappings."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from coding.sources.importers.respondents import ParsedSurvey
from coding.sources.models import Outcome, Upload, UploadPurpose
from coding.sources.naming import LONGEST_NAME, NameNotAllowed, NameTaken
from coding.sources.reports import report_file
from coding.sources.uploads import forget_uploads, hold_upload
from coding.surveys.models import SavedMapping
from coding.surveys.storing import SurveyStored, refuse_doubled_answers, store_survey
from workbench.accounts.models import User
from workbench.audit.actions import record
from workbench.projects.models import Project


def import_survey(
    *,
    project: Project,
    survey: ParsedSurvey,
    by: User,
    file_name: str = "",
    upload: Upload | None = None,
    sha256: str = "",
) -> SurveyStored:
    """Store a survey, all of it or nothing, with its line in the import report.

    Cases, variables and questions that the project has under the same name are used again, so that an interview and
    a survey of one person meet in one case. Raises NameTaken where a case has answered a question before. The
    `upload` that it comes from is forgotten in the same transaction; UploadGone says that it was before.
    """
    refuse_doubled_answers(project, survey)
    try:
        with transaction.atomic():
            return _store(project, survey, by, file_name, upload, sha256)
    except IntegrityError as error:
        raise NameTaken(
            _("Some of these answers were added to the study meanwhile. Nothing was imported; look what is there.")
        ) from error


def _store(
    project: Project, survey: ParsedSurvey, by: User, file_name: str, upload: Upload | None, sha256: str
) -> SurveyStored:
    if upload:
        hold_upload(upload)
    stored = store_survey(project, survey, by, file_name)
    facts = {name: value for name, value in vars(stored).items() if name not in {"notes", "by_question"}}
    record(
        action="survey.imported",
        by=by,
        project_id=project.pk,
        subject=project,
        label=file_name or _("a survey"),
        after={"file": file_name, **facts},
    )
    report_file(
        project=project,
        batch=upload.batch if upload else uuid4(),
        purpose=UploadPurpose.SURVEY,
        name=file_name or _("a survey"),
        upload=upload,
        outcome=Outcome.IMPORTED,
        by=by,
        characters=stored.characters,
        words=stored.words,
        assumed=stored.notes,
        facts={
            "respondents": stored.cases,
            "new_cases": stored.new_cases,
            "variables": stored.variables,
            "no_answers": survey.mapping.no_answers,
            "questions": stored.by_question,
        },
        sha256=sha256,
    )
    forget_uploads([upload] if upload else [])
    return stored


@transaction.atomic
def save_mapping(*, project: Project, name: str, columns: dict[str, Any], no_answers: str, by: User) -> SavedMapping:
    """Keep what the columns of a survey are under a name; a mapping of that name is replaced."""
    name = _mapping_name(name)
    saved, made = SavedMapping.objects.update_or_create(
        project=project, name=name, defaults={"columns": columns, "no_answers": no_answers, "saved_by": by}
    )
    action = "mapping.saved" if made else "mapping.replaced"
    record(action=action, by=by, project_id=project.pk, subject=saved, after={"columns": len(columns)})
    return saved


@transaction.atomic
def rename_mapping(*, mapping: SavedMapping, name: str, by: User) -> SavedMapping:
    """Give a saved mapping another name; raises NameTaken."""
    name, old = _mapping_name(name), mapping.name
    if name == old:
        return mapping
    if SavedMapping.objects.filter(project_id=mapping.project_id, name=name).exists():
        raise NameTaken(_("There is a mapping “%(name)s” already.") % {"name": name})
    mapping.name = name
    mapping.save(update_fields=["name"])
    record(
        action="mapping.renamed",
        by=by,
        project_id=mapping.project_id,
        subject=mapping,
        before={"name": old},
        after={"name": name},
    )
    return mapping


@transaction.atomic
def delete_mapping(*, mapping: SavedMapping, by: User) -> None:
    """Forget a saved mapping; surveys that were imported with it stay as they are."""
    before = {"columns": mapping.columns, "no_answers": mapping.no_answers}
    record(action="mapping.deleted", by=by, project_id=mapping.project_id, subject=mapping, before=before)
    mapping.delete()


def _mapping_name(name: str) -> str:
    name = " ".join(name.split())
    if not name:
        raise NameNotAllowed(_("A mapping needs a name."))
    if len(name) > LONGEST_NAME:
        raise NameNotAllowed(_("This name is too long: %(most)s characters are the most.") % {"most": LONGEST_NAME})
    return name

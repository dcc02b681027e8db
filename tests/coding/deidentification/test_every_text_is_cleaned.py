"""Whoever adds a field for text decides what de-identification does with it."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db import models
from factory.django import DjangoModelFactory

CLEANED = {
    "Project": {"name", "description"},
    "Job": {"label", "parameters", "note", "result", "error"},
    "Event": {"subject_label", "before", "after"},
    "ExportChoices": {"choices"},
    "Code": {"name", "definition", "include", "exclude", "example"},
    "CodebookVersion": {"codes"},
    "Case": {"name"},
    "Variable": {"name", "levels", "description"},
    "VariableValue": {"value"},
    "Question": {"text"},
    "Source": {"name", "file_name", "assumed"},
    "Speaker": {"name"},
    "ImportedFile": {"name", "reason", "speakers", "assumed", "facts"},
    "KeptFile": {"name", "report", "left_out"},
    "Memo": {"title", "body"},
    "Round": {"name", "drawn"},
    "ReopenRequest": {"reason", "answer"},
    "Decision": {"reason"},
    "Discussion": {"question", "answer"},
    "CodebookNote": {"text"},
    "Revision": {"reason"},
    "Displacement": {"quote"},
    "Attribution": {"pattern"},
    "ManuscriptCheck": {"name", "findings"},
    "SavedMapping": {"name", "columns"},
    "SuggestionRun": {"reason", "notes", "parameters"},
    "Suggestion": {"label", "machine_label", "key_phrases", "reason"},
    "Theme": {"name", "statement"},
    "DisplacedQuotation": {"text"},
    "Matrix": {"name"},
    "Summary": {"row"},
    "SummaryVersion": {"text"},
}
FOLLOWS_THE_TEXT = {
    "Source": {"text"},
    "Coding": {"quote"},
    "Uncoded": {"quote"},
    "BankedQuotation": {"text"},
    "Quotation": {"text"},
    "RunPassage": {"text"},
    "SuggestedPassage": {"text"},
}
FOR_LEADS = {"Replacement": {"original", "stands_for"}, "Mention": {"text"}, "Revision": {"text"}}
FOR_WHO_SENT_IT = {"Upload": {"name", "file", "reading", "finding"}}
NO_WORDS_OF_THE_STUDY = {
    "Project": {"slug"},
    "Job": {"kind"},
    "ExportChoices": {"what"},
    "User": {"password", "email", "name"},
    "Invitation": {"email", "token"},
    "Event": {"actor_name", "action", "subject_type", "subject_id", "scope"},
    "Code": {"color"},
    "Source": {"sha256"},
    "Identity": {"kind", "key", "guid"},
    "ImportedFile": {"sha256"},
    "KeptFile": {"origin", "document"},
    "Memo": {"about_id"},
    "Revision": {"sha256", "report", "turns"},
    "SavedMapping": {"no_answers"},
    "Interpretation": {"scale"},
    "SuggestionRun": {"model", "cuts"},
    "Suggestion": {"strength", "centroid"},
    "DisplacedQuotation": {"also"},
    "Matrix": {"columns", "layer"},
    "Summary": {"column"},
    "SummaryVersion": {"basis"},
    "Embedding": {"text_sha256", "model", "vector"},
    "AdviceRun": {"model", "result", "sealed"},  # numbers, keys and places
    "Dismissal": {"text_sha256"},
    "EmbeddingChunk": {"model", "places", "worker"},  # hashes and positions; texts are read where they stand
}
HOLDS_WORDS = (models.CharField, models.TextField, models.JSONField, models.BinaryField, models.FileField)


def fields_with_words() -> list[tuple[str, str]]:
    return [
        (model.__name__, field.name)
        for app in ("workbench", "coding", "themes")
        for model in apps.get_app_config(app).get_models()
        for field in model._meta.get_fields()
        if isinstance(field, HOLDS_WORDS) and not field.choices
    ]


@pytest.mark.parametrize(("model", "field"), fields_with_words())
def test_every_field_for_words_is_cleaned_or_said_why_not(model, field):
    known = (CLEANED, FOLLOWS_THE_TEXT, FOR_LEADS, FOR_WHO_SENT_IT, NO_WORDS_OF_THE_STUDY)
    assert any(field in fields.get(model, ()) for fields in known), (
        f"clean {model}.{field} in scrubbing.py (or scrubs() of a later stage), or say here why it need not be"
    )


SECRET = "Quackenbush"


def row_with(model: type[models.Model], field: str) -> models.Model:
    """Return a row in a study whose field holds the name."""
    from tests.factories import coding, people, themes

    factory = next(
        one
        for module in (people, coding, themes)
        for one in vars(module).values()
        if isinstance(one, type) and issubclass(one, DjangoModelFactory) and one._meta.model is model
    )
    kind = model._meta.get_field(field)
    value = {"note": [f"of {SECRET}"]} if isinstance(kind, models.JSONField) else f"of {SECRET}"
    more: dict[str, object] = {"state": "done"} if model.__name__ == "Job" else {}
    if model.__name__ == "Event":
        more = {"project_id": people.ProjectFactory().pk}
    return factory(**{field: value, **more})


@pytest.mark.parametrize(("model", "field"), [(model, field) for model in CLEANED for field in sorted(CLEANED[model])])
def test_the_name_goes_out_of_the_field(db, model, field):
    from coding.deidentification.queries import cleaner_of
    from coding.deidentification.scrubbing import scrub_study
    from tests.factories.coding import ReplacementFactory
    from workbench.projects.models import Project

    there = next(one for app in ("workbench", "coding", "themes") for one in apps.get_app_config(app).get_models()
                 if one.__name__ == model)  # fmt: skip
    row = row_with(there, field)
    for project in Project.objects.all():
        line = ReplacementFactory(project=project, original=SECRET, stands_for="[Person 1]", kind="person")
        scrub_study(project, cleaner_of([line]))
    assert SECRET not in str(there.objects.filter(pk=row.pk).values_list(field, flat=True).get())

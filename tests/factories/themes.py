"""Suggestions and themes."""

import factory
from django.utils import timezone

from tests.factories.coding import CodeFactory, SourceFactory
from tests.factories.people import JobFactory, ProjectFactory, UserFactory
from themes.advice.models import AdviceRun, Dismissal
from themes.catalogue.models import DisplacedQuotation, Quotation, Theme, ThemeCode
from themes.embeddings.models import Embedding, EmbeddingChunk
from themes.matrices.models import Matrix, Summary, SummaryVersion
from themes.suggestions.models import RunPassage, SuggestedPassage, Suggestion, SuggestionRun


class AdviceRunFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = AdviceRun

    project = factory.SubFactory(ProjectFactory)
    model = "test"
    made_by = factory.SubFactory(UserFactory)


class DismissalFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Dismissal

    project = factory.SubFactory(ProjectFactory)
    by = factory.SubFactory(UserFactory)
    kind = "halves"
    code = factory.SubFactory(CodeFactory, project=factory.SelfAttribute("..project"))


class EmbeddingChunkFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = EmbeddingChunk

    job = factory.SubFactory(JobFactory)
    position = factory.Sequence(lambda n: n)
    model = "all-MiniLM-L6-v2@0000"
    places = factory.LazyFunction(list)


class EmbeddingFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Embedding

    text_sha256 = factory.Sequence(lambda n: f"{n:064x}")
    model = "test"
    vector = b"\0" * 16


class SuggestionRunFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = SuggestionRun

    project = factory.SubFactory(ProjectFactory)
    kind = "answers"
    model = "test"
    seed = 1
    passages = 40
    unassigned = 4
    cases = 20
    made_by = factory.SubFactory(UserFactory)


class SuggestionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Suggestion

    parent = None
    run = factory.SubFactory(SuggestionRunFactory)
    label = factory.Sequence(lambda n: f"read every line {n}")
    machine_label = factory.SelfAttribute("label")
    key_phrases = factory.LazyFunction(lambda: ["read every line", "check the notes"])
    cases = 5
    stability = 0.8
    coherence = 0.4
    strength = "strong"
    part = factory.LazyAttribute(lambda o: o.parent is not None)


class RunPassageFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = RunPassage

    run = factory.SubFactory(SuggestionRunFactory)
    source = factory.SubFactory(SourceFactory, project=factory.SelfAttribute("..run.project"))
    start = 0
    end = 11
    text = factory.LazyAttribute(lambda o: o.source.text[o.start : o.end])


def run_passage_of(place):
    """Return the passage of the run that a passage of a suggestion is."""
    known = {"run": place.suggestion.run, "source": place.source, "start": place.start, "end": place.end}
    facts = {"case": getattr(place, "case", None), "text": place.text}
    return RunPassage.objects.get_or_create(**known, defaults=facts)[0]


class SuggestedPassageFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = SuggestedPassage

    suggestion = factory.SubFactory(SuggestionFactory)
    source = factory.SubFactory(SourceFactory, project=factory.SelfAttribute("..suggestion.run.project"))
    start = 0
    end = 11
    text = factory.LazyAttribute(lambda o: o.source.text[o.start : o.end])
    score = 0.9
    passage = factory.LazyAttribute(run_passage_of)


class ThemeFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Theme

    project = factory.SubFactory(ProjectFactory)
    name = factory.Sequence(lambda n: f"Theme {n}")
    created_by = factory.SubFactory(UserFactory)


class ThemeCodeFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ThemeCode

    theme = factory.SubFactory(ThemeFactory)
    code = factory.SubFactory(CodeFactory, project=factory.SelfAttribute("..theme.project"))


class QuotationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Quotation

    theme = factory.SubFactory(ThemeFactory)
    source = factory.SubFactory(SourceFactory, project=factory.SelfAttribute("..theme.project"))
    start = 0
    end = 11
    text = factory.LazyAttribute(lambda o: o.source.text[o.start : o.end])
    added_by = factory.SubFactory(UserFactory)


class DisplacedQuotationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = DisplacedQuotation

    theme = factory.SubFactory(ThemeFactory)
    source = factory.SubFactory(SourceFactory, project=factory.SelfAttribute("..theme.project"))
    revision = 1
    start = 0
    end = 11
    text = "Interviewer"
    added_at = factory.LazyFunction(timezone.now)
    added_by = factory.SubFactory(UserFactory)


class MatrixFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Matrix

    project = factory.SubFactory(ProjectFactory)
    name = factory.Sequence(lambda n: f"Matrix {n}")
    created_by = factory.SubFactory(UserFactory)


class SummaryFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Summary

    matrix = factory.SubFactory(MatrixFactory)
    row = "case:1"
    column = "theme:1"


class SummaryVersionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = SummaryVersion

    summary = factory.SubFactory(SummaryFactory)
    text = "They trust it with letters."
    at = factory.LazyFunction(timezone.now)
    by = factory.SubFactory(UserFactory)

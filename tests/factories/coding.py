"""Sources, codes and codings."""

from __future__ import annotations

import hashlib
import uuid
from typing import Any

import factory

from coding.agreement.models import Interpretation
from coding.bank.models import Attribution, BankedQuotation, ManuscriptCheck
from coding.codebook.models import Code, CodebookVersion
from coding.codings.models import Assignment, Coding, FavouriteCode, Memo, Uncoded
from coding.deidentification.models import Look, Mention, Replacement
from coding.exchange.models import Identity, KeptFile
from coding.reconciliation.models import CodebookNote, Decision, Disagreement, Discussion, ReopenRequest, Round
from coding.revisions.models import Displacement, Revision
from coding.sources.models import Case, ImportedFile, Question, Source, Speaker, Turn, Upload, Variable, VariableValue
from coding.surveys.models import SavedMapping
from tests.factories.people import ProjectFactory, UserFactory

FIRST = (
    "Interviewer: How do you feel about the new tool?\n\n"
    "P01: I trust it with letters 👩🏽‍⚕️ but not with risk. Nobody asked us first.\n\n"
    "Interviewer: What would help?\n\n"
    "P01: Training, honestly. And somebody who answers the phone."
)
SECOND = (
    "Interviewer: How do you feel about the new tool?\n\n"
    "P02: It saves an hour a day. I read every line it writes, though.\n\n"
    "P02: My patients notice that I look at them again."
)


class CaseFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Case

    project = factory.SubFactory(ProjectFactory)
    name = factory.Sequence(lambda n: f"C{n:03}")


class KeptFileFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = KeptFile

    project = factory.SubFactory(ProjectFactory)
    name = "study.qdpx"
    by = factory.SubFactory(UserFactory)


class IdentityFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Identity

    project = factory.SubFactory(ProjectFactory)
    kind = "code"
    key = factory.Sequence(str)
    guid = factory.LazyFunction(lambda: str(uuid.uuid4()).upper())


class QuestionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Question

    project = factory.SubFactory(ProjectFactory)
    text = factory.Sequence(lambda n: f"What worries you ({n})?")


class VariableFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Variable

    project = factory.SubFactory(ProjectFactory)
    name = factory.Sequence(lambda n: f"Variable {n}")


class VariableValueFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = VariableValue

    case = factory.SubFactory(CaseFactory)
    variable = factory.SubFactory(VariableFactory, project=factory.SelfAttribute("..case.project"))
    value = "yes"


class SourceFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Source

    project = factory.SubFactory(ProjectFactory)
    name = factory.Sequence(lambda n: f"Interview {n}")
    text = FIRST
    sha256 = factory.LazyAttribute(lambda o: hashlib.sha256(o.text.encode()).hexdigest())
    characters = factory.LazyAttribute(lambda o: len(o.text))
    words = factory.LazyAttribute(lambda o: len(o.text.split()))
    imported_by = factory.SubFactory(UserFactory)


class SpeakerFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Speaker

    source = factory.SubFactory(SourceFactory)
    name = "P01"


class TurnFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Turn

    source = factory.SubFactory(SourceFactory)
    position = factory.Sequence(lambda n: n)
    start = 0
    body_start = 13
    end = 48


class UploadFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Upload

    project = factory.SubFactory(ProjectFactory)
    batch = factory.LazyFunction(uuid.uuid4)
    purpose = "transcripts"
    name = "P09.txt"
    file = factory.django.FileField(filename="P09.txt", data=b"Interviewer: So?\n\nP09: Well.")
    by = factory.SubFactory(UserFactory)


class CodeFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Code

    project = factory.SubFactory(ProjectFactory)
    name = factory.Sequence(lambda n: f"Code {n}")
    color = "#ac3939"
    created_by = factory.SubFactory(UserFactory)


class CodebookVersionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = CodebookVersion

    project = factory.SubFactory(ProjectFactory)
    number = factory.LazyAttribute(lambda o: CodebookVersion.objects.filter(project=o.project).count() + 1)
    codes = factory.LazyFunction(list)
    created_by = factory.SubFactory(UserFactory)


class RoundFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Round

    project = factory.SubFactory(ProjectFactory)
    name = factory.Sequence(lambda n: f"Round {n}")
    codebook_version = factory.SubFactory(CodebookVersionFactory, project=factory.SelfAttribute("..project"))
    created_by = factory.SubFactory(UserFactory)


class AssignmentFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Assignment

    source = factory.SubFactory(SourceFactory)
    project = factory.SelfAttribute("source.project")
    coder = factory.SubFactory(UserFactory)


class CodingFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Coding

    source = factory.SubFactory(SourceFactory)
    project = factory.SelfAttribute("source.project")
    code = factory.SubFactory(CodeFactory, project=factory.SelfAttribute("..source.project"))
    coder = factory.SubFactory(UserFactory)
    start = 55
    end = 60
    quote = factory.LazyAttribute(lambda o: o.source.text[o.start : o.end])


class BankedQuotationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = BankedQuotation

    source = factory.SubFactory(SourceFactory)
    project = factory.LazyAttribute(lambda o: o.source.project)
    start = 55
    end = 60
    text = factory.LazyAttribute(lambda o: o.source.text[o.start : o.end])
    marked_by = factory.SubFactory(UserFactory)


class AttributionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Attribution

    project = factory.SubFactory(ProjectFactory)
    pattern = "{case}"


class ManuscriptCheckFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ManuscriptCheck

    project = factory.SubFactory(ProjectFactory)
    name = "draft.docx"
    checked_by = factory.SubFactory(UserFactory)


class UncodedFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Uncoded

    source = factory.SubFactory(SourceFactory)
    project = factory.LazyAttribute(lambda o: o.source.project)
    coder = factory.SubFactory(UserFactory)
    start = 0
    end = 5
    quote = factory.LazyAttribute(lambda o: o.source.text[o.start : o.end])


class FavouriteCodeFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = FavouriteCode

    code = factory.SubFactory(CodeFactory)
    project = factory.LazyAttribute(lambda o: o.code.project)
    user = factory.SubFactory(UserFactory)
    number = 1


class MemoFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Memo

    project = factory.SubFactory(ProjectFactory)
    about = "project"
    about_id = factory.LazyAttribute(lambda o: str(o.project.pk))
    author = factory.SubFactory(UserFactory)
    body = "A thought."


class ReopenRequestFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ReopenRequest

    assignment = factory.SubFactory(AssignmentFactory)
    reason = "I overlooked the last page."


class DisagreementFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Disagreement

    round = factory.SubFactory(RoundFactory)
    source = factory.SubFactory(SourceFactory, project=factory.SelfAttribute("..round.project"))
    kind = "only"
    start = 0
    end = 5


class DecisionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Decision

    disagreement = factory.SubFactory(DisagreementFactory)
    choice = "none"
    reason = "Too short to mean it."
    decided_by = factory.SubFactory(UserFactory)


class DiscussionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Discussion

    disagreement = factory.SubFactory(DisagreementFactory)
    person = factory.SubFactory(UserFactory)
    question = "Is this about the person or the tool?"
    asked_by = factory.SubFactory(UserFactory)


class CodebookNoteFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = CodebookNote

    code = factory.SubFactory("tests.factories.coding.CodeFactory")
    text = "Say whether irony counts."
    written_by = factory.SubFactory(UserFactory)


def transcript(project: Any, name: str, text: str, case: Any, by: Any) -> Source:
    """Store a transcript with one turn per paragraph; speakers are what stands before the colon."""
    source = SourceFactory(project=project, name=name, text=text, case=case, imported_by=by)
    start = 0
    for position, paragraph in enumerate(text.split("\n\n")):
        label = paragraph.split(":")[0]
        speaker, _made = Speaker.objects.get_or_create(
            source=source, name=label, defaults={"is_interviewer": label == "Interviewer", "case": case}
        )
        TurnFactory(
            source=source,
            position=position,
            start=start,
            body_start=start + len(label) + 2,
            end=start + len(paragraph),
            speaker=speaker,
        )
        start += len(paragraph) + 2
    return source


def fill(study: Any) -> None:
    """Give a study its cases, sources and codes."""
    project, lead = study.project, study.lead
    study.cases = [CaseFactory(project=project, name=name) for name in ("P01", "P02", "R01")]
    study.transcripts = [
        transcript(project, "P01 nurse", FIRST, study.cases[0], lead),
        transcript(project, "P02 doctor", SECOND, study.cases[1], lead),
    ]
    study.question = QuestionFactory(project=project, text="What worries you?")
    texts = ("Errors in the notes.", "That nobody checks it, and that we stop thinking.", "Privacy")
    for case, text in zip(study.cases, texts, strict=True):
        study.answers.append(
            SourceFactory(
                project=project,
                kind="answer",
                name=f"{case.name} | {study.question.text}",
                text=text,
                case=case,
                question=study.question,
                imported_by=lead,
            )
        )
    for position, path in enumerate(("Trust", "Trust/Errors", "Trust/Checking", "Work", "Work/Time saved")):
        parent, _, name = path.rpartition("/")
        study.codes[path] = CodeFactory(
            project=project, name=name, parent=study.codes.get(parent), position=position, created_by=lead
        )


class ImportedFileFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ImportedFile

    project = factory.SubFactory(ProjectFactory)
    batch = factory.LazyFunction(uuid.uuid4)
    purpose = "transcripts"
    name = factory.Sequence(lambda n: f"interview {n}.docx")
    outcome = "imported"
    by = factory.SubFactory(UserFactory)


class SavedMappingFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = SavedMapping

    project = factory.SubFactory(ProjectFactory)
    name = factory.Sequence(lambda n: f"Wave {n}")
    saved_by = factory.SubFactory(UserFactory)


class RevisionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Revision

    source = factory.SubFactory(SourceFactory)
    number = factory.Sequence(lambda n: n + 1)
    kind = "corrected"
    text = factory.SelfAttribute("source.text")
    sha256 = factory.SelfAttribute("source.sha256")
    made_by = factory.SubFactory(UserFactory)


class DisplacementFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Displacement

    coding = factory.SubFactory(CodingFactory, displaced=True)
    revision = factory.SubFactory(RevisionFactory, source=factory.SelfAttribute("..coding.source"))
    start = factory.SelfAttribute("coding.start")
    end = factory.SelfAttribute("coding.end")
    quote = factory.SelfAttribute("coding.quote")


class ReplacementFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Replacement

    project = factory.SubFactory(ProjectFactory)
    kind = "place"
    original = factory.Sequence(lambda n: f"Ward {n}")
    stands_for = factory.Sequence(lambda n: f"[Place {n}]")
    made_by = factory.SubFactory(UserFactory)


class MentionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Mention

    source = factory.SubFactory(SourceFactory)
    project = factory.SelfAttribute("source.project")
    revision = 1
    start = 0
    end = 11
    text = factory.LazyAttribute(lambda mention: mention.source.text[mention.start : mention.end])
    kind = "person"


class LookFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Look

    source = factory.SubFactory(SourceFactory)
    revision = 1


class InterpretationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Interpretation

    project = factory.SubFactory(ProjectFactory)
    scale = "landis_koch_1977"

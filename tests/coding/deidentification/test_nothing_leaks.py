"""The law of de-identification: what was replaced stands nowhere but in the key and the revisions that leads open."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from io import BytesIO
from zipfile import ZipFile, is_zipfile

import pytest
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from coding.codebook.models import CodebookVersion
from coding.codings.models import Coding
from coding.deidentification import actions
from coding.deidentification.jobs import FIND, REPLACE
from coding.deidentification.models import Mention
from coding.reconciliation.models import Round
from coding.sources.models import Source, Variable
from coding.surveys.models import SavedMapping
from tests.factories import coding as make
from tests.factories import themes as make_themes
from workbench.audit.actions import record
from workbench.audit.models import Event
from workbench.exporting.options import chosen_options
from workbench.exporting.registry import exporters
from workbench.exporting.writers import write
from workbench.jobs.actions import start_job
from workbench.web.errors import WorkbenchError

NAME, CLINIC = "Zephyrine Quackenbush", "Wobblestone Clinic"
SECRETS = ("Zephyrine", "Quackenbush", "Wobblestone", "zephyrine", "quackenbush", "wobblestone")
TEXT = (
    f"Interviewer: Who was with you?\n\n{NAME}: Dr. {NAME} was at {CLINIC}, and Zephyrine's mother too.\n\n"
    f"{NAME}: At {CLINIC} they knew me."
)
ANSWER = f"Only {NAME} at {CLINIC} ever asked me."


@pytest.fixture
def told(study):
    """A study that has the names everywhere: coded, memoed, in themes, in tables, in the history."""
    project, lead, coder = study.project, study.lead, study.coder
    case = make.CaseFactory(project=project, name=NAME)
    source = make.transcript(project, f"{NAME} 1", TEXT, case, lead)
    Source.objects.filter(pk=source.pk).update(file_name=f"{NAME.replace(' ', '_')}.docx", assumed=[f"speaker {NAME}"])
    answer = make.SourceFactory(
        project=project, kind="answer", name=f"{NAME} | {study.question.text}", text=ANSWER, case=case,
        question=study.question, imported_by=lead,
    )  # fmt: skip
    start = TEXT.index("Zephyrine's")
    codings = [
        make.CodingFactory(source=source, coder=coder, code=study.codes["Trust"], start=start, end=start + 21),
        make.CodingFactory(source=answer, coder=lead, code=study.codes["Work"], start=0, end=len(ANSWER)),
    ]
    for coding in codings:
        record(
            action="coding.applied", by=coding.coder, project_id=project.pk, subject=coding,
            after={"quote": coding.quote, "source": source.pk},
        )  # fmt: skip
    study.codes["Trust"].definition = f"As {NAME} has it"
    study.codes["Trust"].example = f"“{CLINIC} knew me”"
    study.codes["Trust"].save()
    abouts = [
        ("project", project),
        ("source", source),
        ("code", study.codes["Trust"]),
        ("coding", codings[0]),
        ("case", case),
    ]
    for about, thing in abouts:
        make.MemoFactory(
            project=project, about=about, about_id=str(thing.pk), author=lead, body=f"{NAME}, see {CLINIC}"
        )
    variable = make.VariableFactory(project=project, name=f"Known at {CLINIC}")
    make.VariableValueFactory(case=case, variable=variable, value=f"by {NAME}")
    # Two values, so that there are groups to compare.
    make.VariableValueFactory(case=make.CaseFactory(project=project), variable=variable, value="by nobody")
    frozen = {"id": 1, "parent": None, "path": "Trust", "name": "Trust", "definition": f"As {NAME} has it"}
    version = make.CodebookVersionFactory(project=project, codes=[frozen])
    make.RoundFactory(project=project, name=f"Round on {NAME}", codebook_version=version, blind=False)
    make.ImportedFileFactory(
        project=project, name=f"{NAME}.docx", speakers=[NAME], assumed=[NAME], by=lead, source=source
    )
    make.SavedMappingFactory(project=project, name=CLINIC, columns={f"Where ({CLINIC})": {"role": "closed"}})
    theme = make_themes.ThemeFactory(
        project=project, name=f"What {NAME} said", statement=f"Of {CLINIC}", created_by=lead
    )
    make_themes.QuotationFactory(theme=theme, source=source, case=case, start=start, end=start + 21)
    make.MemoFactory(project=project, about="theme", about_id=str(theme.pk), author=lead, body=f"Ask {NAME}")
    run = make_themes.SuggestionRunFactory(project=project, made_by=lead, notes=[f"about {NAME}"])
    suggestion = make_themes.SuggestionFactory(
        run=run, label=f"{CLINIC} asked", machine_label="Zephyrine quackenbush", key_phrases=["quackenbush", "knew me"]
    )
    make_themes.SuggestedPassageFactory(suggestion=suggestion, source=source, start=start, end=start + 21)
    make_themes.SuggestedPassageFactory(suggestion=suggestion, source=answer, start=0, end=len(ANSWER), exemplar=1)
    cell = make_themes.SummaryFactory(
        matrix__project=project, matrix__name=f"What {NAME} said", matrix__columns=[f"theme:{theme.pk}"],
        matrix__created_by=lead, row=f"case:{case.pk}", column=f"theme:{theme.pk}",
    )  # fmt: skip
    cell.current = make_themes.SummaryVersionFactory(summary=cell, text=f"{NAME} was at {CLINIC}", by=lead)
    cell.save()
    study.source, study.answer, study.theme, study.case, study.run = source, answer, theme, case, run
    return study


@pytest.fixture
def deidentified(told, run_jobs):
    project, lead = told.project, told.lead
    start_job(kind=FIND, project=project, by=lead, label="Look")
    run_jobs()
    actions.add_word(project=project, word=CLINIC, kind="organisation", by=lead)
    rows = Mention.objects.filter(project=project, text__iregex="zephyrine|quackenbush|wobblestone")
    assert rows.count() >= 8
    actions.accept_mentions(project=project, mentions=rows, by=lead)
    start_job(kind=REPLACE, project=project, by=lead, label="Replace")
    job = run_jobs()[-1]
    assert job.state == "done", job.error
    return told


def leaks(content: bytes) -> list[str]:
    """Return the secrets that a page or file holds, also inside of office files."""
    texts = [content.decode("utf-8", errors="replace")]
    if is_zipfile(BytesIO(content)):
        with ZipFile(BytesIO(content)) as archive:
            # Word may cut a word into runs: what stands there is read without the marks.
            parts = [archive.read(name).decode("utf-8", errors="replace") for name in archive.namelist()]
        texts += parts + [re.sub(r"<[^>]*>", "", part) for part in parts]
    return [secret for secret in SECRETS if any(secret in text for text in texts)]


def patterns(resolver: URLResolver, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            space = f"{prefix}{entry.namespace}:" if entry.namespace else prefix
            yield from patterns(entry, space)
        elif entry.name:
            yield prefix + entry.name, entry


def addresses(study) -> dict[str, str]:
    """Return the name of every page of the study that can be opened, by its address."""
    things = {
        "source": study.source, "answer": study.answer, "theme": study.theme, "case": study.case, "run": study.run,
        "code": study.codes["Trust"], "round": Round.objects.get(project=study.project), "question": study.question,
        "coding": Coding.objects.filter(project=study.project).first(),
        "variable": Variable.objects.filter(project=study.project).first(),
        "suggestion": study.run.suggestions.first(), "passage": study.run.suggestions.first().passages.first(),
        "quotation": study.theme.quotations.first(), "file": study.project.imported_files.first(),
        "mapping": SavedMapping.objects.first(), "version": CodebookVersion.objects.first(),
        "matrix": study.theme.project.matrices.first(),
    }  # fmt: skip
    found = {}
    for name, entry in patterns(get_resolver()):
        wanted = list(entry.pattern.converters)
        if not getattr(entry.callback, "policy", "").startswith("project:"):
            continue
        for what, thing in things.items():
            arguments = {one: study.slug if one == "slug" else str(thing.pk) for one in {*wanted, "slug"}}
            try:
                found[reverse(name, kwargs=arguments)] = f"{name} {what}" if wanted else name
            except Exception:  # noqa: BLE001, S112  a number where a key of another form is wanted
                continue
    return found


FOR_LEADS = re.compile(r"/deidentify/(?!new/)|/revisions?/|/history-of-text/")


@pytest.mark.parametrize("role", ["coder", "reader", "lead"])
def test_no_page_shows_what_was_replaced(deidentified, client_of, role):
    client = client_of(getattr(deidentified, role))
    seen = 0
    for address, name in addresses(deidentified).items():
        answer = client.get(address)
        content = b"".join(answer.streaming_content) if answer.streaming else answer.content
        if answer.status_code != 200:
            assert not leaks(content), f"{name}: {address}"
            continue
        if role == "lead" and FOR_LEADS.search(address):
            continue
        seen += 1
        assert not leaks(content), f"{name}: {address}"
    assert seen > 25


@pytest.mark.parametrize("query", ["", "?view=quotations", "?page=2", "?cells=quotations", "?layer=all"])
def test_no_filter_of_a_page_shows_it(deidentified, client_of, query):
    client = client_of(deidentified.coder)
    pages = [
        f"/p/{deidentified.slug}/{page}"
        for page in ("matrix/", "history/", "codebook/", "themes/", "sources/", "cases/")
    ]
    answers = [client.get(page + query) for page in pages]
    assert sum(answer.status_code == 200 for answer in answers) >= 4
    for answer in answers:
        assert not leaks(answer.content), answer.request["PATH_INFO"]


def test_what_can_leak_was_there(told, client_of):
    """Without de-identification the same walk finds the names in many places: the law is worth something."""
    client = client_of(told.coder)
    found = [name for address, name in addresses(told).items() if leaks(getattr(client.get(address), "content", b""))]
    assert len(found) > 15


@pytest.mark.parametrize("role", [None, "coder", "lead"])
def test_no_export_in_any_format_holds_what_was_replaced(deidentified, role):
    viewer = deidentified.membership(getattr(deidentified, role)) if role else None
    made = 0
    for exporter in exporters():
        given = [{}]
        for choice in exporter.choices:
            given += [{choice.name: value} for value, _label in choice.values(deidentified.project, viewer)]
        # The same drawing as the SVG, in which words can be read.
        for format_ in [format_ for format_ in exporter.formats if format_ not in {"png", "pdf"}]:
            for options in given if format_ == exporter.formats[0] else given[:1]:
                checked = chosen_options(exporter, deidentified.project, viewer, options)
                try:
                    data = write(exporter.build(deidentified.project, viewer, **checked), format_)
                except WorkbenchError as error:  # one that the study has too little for says so
                    data = error.message.encode()
                made += 1
                assert not leaks(data), f"{exporter.what} as {format_} with {options}"
    assert made > 20


def test_the_history_holds_nothing_of_it(deidentified):
    for event in Event.objects.filter(project_id=deidentified.project.pk):
        told = f"{event.subject_label} {json.dumps(event.before)} {json.dumps(event.after)}".encode()
        assert not leaks(told), event.action


def test_codings_themes_and_suggestions_still_lie_on_their_words(deidentified):
    for coding in Coding.objects.filter(project=deidentified.project, displaced=False).select_related("source"):
        assert coding.source.text[coding.start : coding.end] == coding.quote
    for quotation in deidentified.theme.quotations.select_related("source"):
        assert quotation.source.text[quotation.start : quotation.end] == quotation.text
    for suggestion in deidentified.run.suggestions.all():
        for passage in suggestion.passages.select_related("source"):
            assert passage.source.text[passage.start : passage.end] == passage.text
        assert suggestion.key_phrases == ["knew me"]


def test_old_revisions_are_for_leads_alone(deidentified, client_of):
    revision = deidentified.source.revisions.order_by("number").first()
    assert revision.identifying
    assert leaks(revision.text.encode())
    names = [name for name, _entry in patterns(get_resolver()) if name.startswith("revisions:")]
    assert names, "pages of revisions"
    for name, entry in patterns(get_resolver()):
        if not name.startswith("revisions:"):
            continue
        wanted = set(entry.pattern.converters)
        for pk in (revision.pk, deidentified.source.pk):
            arguments = {one: deidentified.slug if one == "slug" else revision.number if one == "number" else pk
                         for one in {*wanted, "slug"}}  # fmt: skip
            try:
                address = reverse(name, kwargs=arguments)
            except Exception:  # noqa: BLE001, S112  wants other things
                continue
            for person in (deidentified.coder, deidentified.reader):
                assert not leaks(client_of(person).get(address).content), address


def test_files_exported_before_are_gone(told, run_jobs, client_of):
    client = client_of(told.coder)
    client.post(reverse("exports:start", args=[told.slug, "quotations"]), {"format": "csv"})
    job = run_jobs()[-1]
    address = reverse("exports:download", args=[told.slug, job.pk])
    assert leaks(b"".join(client.get(address).streaming_content))
    start_job(kind=FIND, project=told.project, by=told.lead, label="Look")
    run_jobs()
    rows = Mention.objects.filter(project=told.project, text__icontains="zephyrine")
    actions.accept_mentions(project=told.project, mentions=rows, by=told.lead)
    start_job(kind=REPLACE, project=told.project, by=told.lead, label="Replace")
    run_jobs()
    assert client.get(address).status_code == 404
    assert "Export it again" in client.get(reverse("exports:list", args=[told.slug])).content.decode()

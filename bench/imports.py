"""500 transcripts of some thousand words (text, Word, captions), from the files to the database, as the jobs do it.

Reading runs in its child process; the preview is the page that a person sees between the two.
"""

from __future__ import annotations

import os
import random
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

FILES = 500
TURNS = 160
SAID = ("we said that", "nobody asked first", "and the phone rang", "before it was read", "so it never felt safe")
LEAST_READ, LEAST_STORED, MOST_PREVIEW = 8.0, 8.0, 1.5  # files a second, twice; seconds


def spoken(number: int) -> list[tuple[str, str]]:
    """An interview as (speaker, words), the same for the same number."""
    chance = random.Random(number)
    return [
        ("Interviewer" if turn % 2 == 0 else f"P{number:03}", f"{' '.join(chance.choices(SAID, k=8))} {turn}.")
        for turn in range(TURNS)
    ]


def as_text(turns: list[tuple[str, str]]) -> bytes:
    return "\n\n".join(f"{speaker}: {words}" for speaker, words in turns).encode()


def as_word(turns: list[tuple[str, str]]) -> bytes:
    import docx

    document, stream = docx.Document(), BytesIO()
    for speaker, words in turns:
        document.add_paragraph(f"{speaker}: {words}")
    document.save(stream)
    return stream.getvalue()


def as_captions(turns: list[tuple[str, str]]) -> bytes:
    cues = (
        f"00:{at // 60:02}:{at % 60:02}.000 --> 00:{at // 60:02}:{at % 60:02}.900\n<v {speaker}>{words}"
        for at, (speaker, words) in enumerate(turns)
    )
    return "\n\n".join(["WEBVTT", *cues]).encode()


WRITERS = ((".txt", as_text), (".docx", as_word), (".vtt", as_captions))


def seconds(work: Callable[[], Any]) -> tuple[float, Any]:
    began = time.perf_counter()
    done = work()
    return time.perf_counter() - began, done


def told(what: str, figure: float, limit: float, unit: str, *, at_least: bool) -> bool:
    good = figure >= limit if at_least else figure <= limit
    print(f"{what:66} {figure:9.3f} {unit:7} limit {limit:6.2f}  {'ok' if good else 'MISSED'}", flush=True)
    return good


def measure() -> bool:
    from django.core.files.uploadedfile import SimpleUploadedFile
    from django.core.management import call_command
    from django.test import Client
    from django.urls import reverse

    call_command("migrate", verbosity=0, run_syncdb=True)
    from coding.sources.actions import begin_reading, keep_uploads
    from coding.sources.models import Source, Turn
    from tests.factories.people import MembershipFactory, ProjectFactory, UserFactory
    from workbench.jobs import runner
    from workbench.jobs.actions import start_job

    user = UserFactory(email="bench@example.org", name="Ana")
    project = ProjectFactory(created_by=user, slug="bench")
    MembershipFactory(project=project, user=user, role="lead")
    files = [
        SimpleUploadedFile(f"P{number:03}{ending}", write(spoken(number)))
        for number in range(FILES)
        for ending, write in [WRITERS[number % len(WRITERS)]]
    ]
    batch = keep_uploads(project=project, files=files, purpose="transcripts", by=user)
    reading = begin_reading(project=project, batch=batch, by=user)
    read, done = seconds(lambda: runner.run(str(reading.pk)))
    assert done.result["message"] == f"{FILES} files were looked into.", done.error or done.result
    client = Client(headers={"host": "localhost"})
    client.force_login(user)
    address = reverse("sources:preview", args=[project.slug, batch])
    client.get(address)
    preview, page = seconds(lambda: client.get(address))
    assert page.status_code == 200
    importing = start_job(
        kind="coding.import_sources", project=project, by=user, label="Import", parameters={"batch": str(batch)}
    )
    stored, done = seconds(lambda: runner.run(str(importing.pk)))
    assert Source.objects.count() == FILES, done.error or done.result
    assert Turn.objects.count() == FILES * TURNS
    return all(
        [
            told(f"reading {FILES} transcripts in a child", FILES / read, LEAST_READ, "files/s", at_least=True),
            told(f"the preview of {FILES} transcripts", preview, MOST_PREVIEW, "s", at_least=False),
            told(f"storing {FILES} transcripts with turns", FILES / stored, LEAST_STORED, "files/s", at_least=True),
        ]
    )  # fmt: skip


def main() -> int:
    folder = Path(tempfile.mkdtemp(prefix="marginalia-bench-"))
    os.environ["DATA_DIR"] = str(folder)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "workbench.settings")
    os.environ.pop("DATABASE_URL", None)
    import django

    django.setup()
    try:
        return 0 if measure() else 1
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())

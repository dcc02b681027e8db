"""What tests of the pages of import do there, as a browser would."""

from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from coding.sources.models import Upload

GOOD = b"Interviewer: So?\n\nP09: Well <b>yes</b>."
GROUP = b"AI: So?\n\nAnna: Well.\n\nBen: No.\n\nAI: Hm?\n\nAnna: Ja.\n\nBen: Nein."


def url(study, name, *more) -> str:
    return reverse(f"sources:{name}", args=[study.slug, *more])


def soup(response) -> BeautifulSoup:
    return BeautifulSoup(response.content, "html.parser")


def send(client, study, *files, purpose="transcripts"):
    data = {"purpose": purpose, f"{purpose}-files": [SimpleUploadedFile(name, content) for name, content in files]}
    return client.post(url(study, "import"), data)


def form_of(response) -> dict[str, list[str]]:
    """What a browser would send of the page's form, without any button."""
    form = soup(response).select_one("main form:has(.form-actions-sticky)")
    sent: dict[str, list[str]] = {}
    for field in form.select("input[name], select[name]"):
        if field.get("type") == "checkbox" and not field.has_attr("checked"):
            continue
        value = field.get("value", "on" if field.get("type") == "checkbox" else "")
        if field.name == "select":
            value = next((option["value"] for option in field.select("option[selected]")), "")
        sent.setdefault(field["name"], []).append(value)
    return sent


def prefix(name: str) -> str:
    return f"u{Upload.objects.get(name=name).pk}"

"""Links from a passage to its place in the source."""

from urllib.parse import quote

from django import template
from django.urls import reverse

from workbench.projects.models import Project

register = template.Library()

WORDS_OF_A_FRAGMENT = 8


@register.simple_tag
def passage_url(project: Project, source: int, text: str) -> str:
    """Address of the source, scrolled to the first words of the passage by the browser (a text fragment)."""
    first_line = text.strip().split("\n")[0]
    words = " ".join(first_line.split(" ")[:WORDS_OF_A_FRAGMENT])
    address = reverse("codings:source", args=[project.slug, source])
    # In a fragment "-" has a meaning of its own and is left alone by quote().
    return f"{address}#:~:text={quote(words, safe='').replace('-', '%2D')}"

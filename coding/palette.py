"""What of sources, questions and codes one can go to by typing its name."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from coding.codebook.queries import code_tree
from coding.sources.models import Question, Source, SourceKind
from workbench.membership.models import Membership
from workbench.palette.registry import MOST, Place, palette_places


@palette_places(10)
def sources(membership: Membership, wanted: str) -> Iterator[Place]:
    """Transcripts; answers are reached by their question."""
    slug = membership.project.slug
    rows = Source.objects.filter(project=membership.project_id, kind=SourceKind.TRANSCRIPT, name__icontains=wanted)
    for pk, name in rows.order_by("name", "pk").values_list("pk", "name")[: MOST + 1]:
        yield Place(name, reverse("codings:source", args=[slug, pk]), "file-text", _("Source"))


@palette_places(20)
def questions(membership: Membership, wanted: str) -> Iterator[Place]:
    slug = membership.project.slug
    rows = Question.objects.filter(project=membership.project_id, text__icontains=wanted)
    for pk, text in rows.values_list("pk", "text")[: MOST + 1]:
        yield Place(text, reverse("answers:question", args=[slug, pk]), "message-square-quote", _("Question"))


@palette_places(30)
def codes(membership: Membership, wanted: str) -> Iterator[Place]:
    slug = membership.project.slug
    for node in code_tree(membership.project):
        if wanted.casefold() in node.path.casefold():
            yield Place(node.path, reverse("codebook:code", args=[slug, node.code.pk]), "tag", _("Code"))

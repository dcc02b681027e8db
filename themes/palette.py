"""The themes that one can go to by typing their name."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from themes.catalogue.queries import themes_of
from workbench.membership.models import Membership
from workbench.palette.registry import MOST, Place, palette_places


@palette_places(40)
def themes(membership: Membership, wanted: str) -> Iterator[Place]:
    slug = membership.project.slug
    rows = themes_of(membership.project).filter(name__icontains=wanted)
    for pk, name in rows.values_list("pk", "name")[: MOST + 1]:
        yield Place(name, reverse("themes:detail", args=[slug, pk]), "layers", _("Theme"))

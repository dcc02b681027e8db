"""What the project's home page shows of suggestions and themes."""

from django.urls import reverse
from django.utils.translation import gettext as _

from themes.catalogue.queries import NONE, support_of, themes_of
from themes.suggestions.queries import runs_of
from workbench.home.registry import Panel, Step, home_panel
from workbench.membership.models import Membership

MOST_SHOWN = 6


@home_panel(40)
def themes(membership: Membership) -> Panel:
    """The themes at the top with their support, and the steps from suggestions to themes."""
    project = membership.project
    tops = list(themes_of(project).filter(parent=None))
    support = support_of(project, membership) if tops else {}
    shown = [{"theme": theme, "support": support.get(theme.pk, NONE)} for theme in tops[:MOST_SHOWN]]
    slug = [project.slug]
    steps = [
        Step(_("Let themes be suggested"), reverse("suggestions:list", args=slug), runs_of(project).exists()),
        Step(_("Settle the themes"), reverse("themes:list", args=slug), bool(tops)),
    ]
    context = {"themes": shown, "more": max(0, len(tops) - MOST_SHOWN)}
    return Panel("themes/overview/_themes.html" if shown else "", context, steps)

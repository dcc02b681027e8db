"""What the project's home page shows of suggestions and themes."""

from django.urls import reverse
from django.utils.translation import gettext as _

from themes.catalogue.models import Theme
from themes.suggestions.models import SuggestionRun
from workbench.home.registry import Panel, Step, home_panel
from workbench.membership.models import Membership


@home_panel(40)
def themes(membership: Membership) -> Panel:
    """The last steps of a study, and its themes with their statements."""
    project, slug = membership.project, [membership.project.slug]
    top = Theme.objects.filter(project=project, parent=None)[:12]
    steps = [
        Step(
            _("Ask for theme suggestions"),
            reverse("suggestions:list", args=slug),
            SuggestionRun.objects.filter(project=project).exists(),
        ),
        Step(_("Build the themes"), reverse("themes:list", args=slug), bool(top)),
        Step(
            _("Export the tables"),
            reverse("exports:list", args=slug),
            project.jobs.filter(kind="workbench.export").exists(),
        ),
    ]
    return Panel("themes/overview/_themes.html" if top else "", {"themes": top}, steps)

"""Load the synthetic sample study."""

from typing import Any

from django.conf import settings

from themes.sample.load import load_sample_study
from workbench.projects.models import Project
from workbench.web.commands import ResearchCommand


class Command(ResearchCommand):
    help = "Load the sample study, a synthetic study of clinicians' views on AI, unless it is there already."

    def work(self, verbosity: int, **_: Any) -> str | None:
        if Project.objects.filter(slug="sample-study").exists():
            return "The sample study is there already." if verbosity else None
        project = load_sample_study(settings.BASE_DIR / "sample_study")
        return project.slug if verbosity else None

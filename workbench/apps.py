"""The site's application."""

from django.apps import AppConfig
from django.contrib.staticfiles.apps import StaticFilesConfig


class OurStaticFilesConfig(StaticFilesConfig):
    """Collects static files without django-htmx's extensions: we use none, and one names a file that is not there."""

    ignore_patterns = [*StaticFilesConfig.ignore_patterns, "django_htmx/ext/*"]


class WorkbenchConfig(AppConfig):
    default = True
    name = "workbench"
    verbose_name = "Marginalia"

    def ready(self) -> None:
        from workbench import checks  # noqa: F401  registers the checks
        from workbench.exporting import jobs  # noqa: F401  registers the kind of job that exports
        from workbench.history import exports  # noqa: F401  registers the history as a table

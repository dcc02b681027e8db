"""The site's application."""

from django.apps import AppConfig


class WorkbenchConfig(AppConfig):
    name = "workbench"
    verbose_name = "Marginalia"

    def ready(self) -> None:
        from workbench import checks  # noqa: F401  registers the checks

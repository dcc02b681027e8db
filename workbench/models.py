"""All models of the site, in one place for Django."""

from workbench.accounts.models import User
from workbench.audit.models import Event
from workbench.exporting.models import ExportChoices
from workbench.jobs.models import Job
from workbench.membership.models import Invitation, Membership
from workbench.projects.models import Project

__all__ = ["Event", "ExportChoices", "Invitation", "Job", "Membership", "Project", "User"]

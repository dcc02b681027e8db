"""All models of the site, in one place for Django."""

from workbench.accounts.models import User
from workbench.audit.models import Event
from workbench.jobs.models import Job
from workbench.membership.models import Invitation, Membership
from workbench.projects.models import Project

__all__ = ["Event", "Invitation", "Job", "Membership", "Project", "User"]

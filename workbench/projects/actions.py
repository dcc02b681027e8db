"""Changes to projects."""

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from workbench.accounts.models import User
from workbench.audit.actions import record
from workbench.projects.models import Project
from workbench.web.errors import WorkbenchError


def _checked(name: str) -> str:
    """Return the name without blanks around it. Raises WorkbenchError."""
    name, longest = name.strip(), Project._meta.get_field("name").max_length
    if not name:
        raise WorkbenchError(_("Give the study a name."))
    if len(name) > longest:
        raise WorkbenchError(
            _("“%(name)s…” is too long for a study's name, which has at most %(longest)s characters.")
            % {"name": name[:40], "longest": longest}
        )
    return name


def _free_slug(name: str) -> str:
    base = slugify(name)[:70] or "project"
    taken = set(Project.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    slug, number = base, 2
    while slug in taken or slug in {"new"}:
        slug, number = f"{base}-{number}", number + 1
    return slug


@transaction.atomic
def create_project(*, name: str, by: User, description: str = "") -> Project:
    """Make a project; membership.actions.create_study also makes its maker the lead."""
    name = _checked(name)
    project = Project.objects.create(name=name, slug=_free_slug(name), description=description.strip(), created_by=by)
    record(action="project.created", by=by, project_id=project.pk, subject=project)
    return project


@transaction.atomic
def edit_project(*, project: Project, by: User, name: str, description: str) -> Project:
    """Change a project's name and description; its address stays."""
    before = {"name": project.name, "description": project.description}
    project.name, project.description = _checked(name), description.strip()
    project.save(update_fields=["name", "description"])
    after = {"name": project.name, "description": project.description}
    record(action="project.edited", by=by, project_id=project.pk, subject=project, before=before, after=after)
    return project


@transaction.atomic
def archive_project(*, project: Project, by: User, archived: bool) -> Project:
    """Put a project away, or bring it back; nothing is deleted."""
    project.archived_at = timezone.now() if archived else None
    project.save(update_fields=["archived_at"])
    action = "project.archived" if archived else "project.restored"
    record(action=action, by=by, project_id=project.pk, subject=project)
    return project

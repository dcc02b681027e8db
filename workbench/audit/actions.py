"""Writing the history; every action calls record() in its own transaction."""

from collections.abc import Iterable

from django.db.models import F, Model
from django.db.models.functions import Coalesce

from workbench.accounts.models import User
from workbench.audit.models import Event


def record(
    *,
    action: str,
    by: User | None,
    project_id: int | None,
    subject: Model,
    before: object = None,
    after: object = None,
    label: str = "",
    scope: str = "",
    sealed: bool = False,
) -> Event:
    """Write one event; `action` is "subject.past_participle", e.g. "code.renamed"."""
    return Event.objects.create(
        project_id=project_id,
        actor_id=by.pk if by else None,
        actor_name=str(by) if by else "Marginalia",
        action=action,
        subject_type=subject._meta.model_name,
        subject_id=str(subject.pk),
        subject_label=(label or str(subject))[:300],
        before=before,
        after=after,
        scope=scope,
        sealed_to=by.pk if sealed and by else None,
    )


def seal_events(*, project_id: int, scopes: Iterable[str]) -> None:
    """Close what was done within the scopes to everyone but the person who did it."""
    Event.objects.filter(project_id=project_id, scope__in=list(scopes)).update(
        sealed_to=Coalesce(F("actor_id"), F("sealed_to"))
    )


def unseal_events(*, project_id: int, scopes: Iterable[str]) -> None:
    """Open the events of the scopes to every member again."""
    Event.objects.filter(project_id=project_id, scope__in=list(scopes)).update(sealed_to=None)

"""Mistakes of a deployment, found before the first request."""

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.core.checks import Warning as CheckWarning


@register(Tags.security, deploy=True)
def team_has_team_parts(**_: object) -> list[CheckMessage]:
    """A site behind HTTPS serves a team: it wants PostgreSQL and Redis."""
    if not settings.BEHIND_HTTPS:
        return []
    found: list[CheckMessage] = []
    if settings.ON_SQLITE:
        found.append(
            CheckWarning(
                "A team works on SQLite.",
                hint="Set DATABASE_URL to a PostgreSQL database.",
                id="marginalia.W001",
            )
        )
    if not settings.REDIS_URL:
        found.append(
            CheckWarning(
                "A team has no Redis.",
                hint="Set REDIS_URL, so that every worker sees the jobs.",
                id="marginalia.W002",
            )
        )
    return found


@register(Tags.security)
def secret_key_is_private(**_: object) -> list[CheckMessage]:
    """The kept secret key is readable by its owner alone."""
    path = settings.DATA_DIR / "secret_key"
    if path.exists() and path.stat().st_mode & 0o077:
        return [
            Error(
                f"Others on this machine can read {path.name} in the data folder.",
                hint="Give it owner-only rights: chmod 600 on the file.",
                id="marginalia.E001",
            )
        ]
    return []

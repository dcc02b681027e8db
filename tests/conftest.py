"""What every test may ask for: personas, a small study, and helpers."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

from tests.factories import coding as make
from tests.factories import people

# How long an example takes says how busy the machine is, and nothing of the promise.
hypothesis_settings.register_profile("busy", deadline=None, suppress_health_check=[HealthCheck.too_slow])
hypothesis_settings.load_profile("busy")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what another database or broker cannot change where the suite runs again on these (ONLY_SERVICES).

    That is what touches neither, and pages in a browser that the tests' own server serves: the site itself, with its
    workers, is tried in a browser on both.
    """
    if not os.environ.get("ONLY_SERVICES"):
        return
    left_out = [item for item in items if not _uses_services(item)]
    items[:] = [item for item in items if _uses_services(item)]
    config.hook.pytest_deselected(items=left_out)


def _uses_services(item: pytest.Item) -> bool:
    fixtures = set(getattr(item, "fixturenames", ()))
    if "live_server" in fixtures:
        return False
    marked = any(item.get_closest_marker(name) for name in ("django_db", "worker"))
    return marked or not fixtures.isdisjoint({"db", "transactional_db"})


@pytest.fixture
def lead(db: None) -> Any:
    return people.UserFactory(name="Lena Lead")


@pytest.fixture
def coder(db: None) -> Any:
    return people.UserFactory(name="Cora Coder")


@pytest.fixture
def second_coder(db: None) -> Any:
    return people.UserFactory(name="Dov Coder")


@pytest.fixture
def reader(db: None) -> Any:
    return people.UserFactory(name="Rita Reader")


@pytest.fixture
def outsider(db: None) -> Any:
    return people.UserFactory(name="Otto Outsider")


@dataclass
class Study:
    """A project small enough to hold in the head: two interviews, three answers, five codes."""

    project: Any
    lead: Any
    coder: Any
    second_coder: Any
    reader: Any
    transcripts: list[Any] = field(default_factory=list)
    cases: list[Any] = field(default_factory=list)
    question: Any = None
    answers: list[Any] = field(default_factory=list)
    codes: dict[str, Any] = field(default_factory=dict)

    @property
    def slug(self) -> str:
        return self.project.slug

    def membership(self, user: Any) -> Any:
        return self.project.memberships.get(user=user)


@pytest.fixture
def project(lead: Any, coder: Any, second_coder: Any, reader: Any) -> Any:
    project = people.ProjectFactory(created_by=lead)
    for user, role in ((lead, "lead"), (coder, "coder"), (second_coder, "coder"), (reader, "reader")):
        people.MembershipFactory(project=project, user=user, role=role)
    return project


@pytest.fixture
def study(project: Any, lead: Any, coder: Any, second_coder: Any, reader: Any) -> Study:
    study = Study(project, lead, coder, second_coder, reader)
    make.fill(study)
    return study


@pytest.fixture
def client_of() -> Callable[[Any], Client]:
    """Give a client that is signed in as the person."""

    def sign_in(user: Any) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return sign_in


@pytest.fixture
def run_jobs() -> Callable[[], list[Any]]:
    """Run every queued job in this process; they come back in the order they ran."""
    from workbench.jobs import runner
    from workbench.jobs.models import Job, JobState

    def run_all() -> list[Any]:
        done = []
        while waiting := Job.objects.filter(state=JobState.QUEUED).order_by("created_at").first():
            # No second thread: a test inside a transaction has one connection.
            done.append(runner.run(str(waiting.pk), beat=False))
        return done

    return run_all


@pytest.fixture
def count_queries(db: None) -> Iterator[Callable[[Callable[[], Any]], int]]:
    """Count the queries of a call."""

    def count(call: Callable[[], Any]) -> int:
        with CaptureQueriesContext(connection) as captured:
            call()
        return len(captured)

    return count

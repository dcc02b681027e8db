"""What was done can be read by every member, except what a blind round hides."""

import pytest

from tests.factories.people import EventFactory
from workbench.audit.actions import seal_events, unseal_events

pytestmark = pytest.mark.django_db


def history(client_of, user, project) -> str:
    return client_of(user).get(f"/p/{project.slug}/history/").content.decode()


def test_members_read_the_history(client_of, project, reader):
    EventFactory(project_id=project.pk, actor_name="Lena Lead", subject_label="Night shift")
    page = history(client_of, reader, project)
    assert "Lena Lead" in page
    assert "Night shift" in page


def test_a_sealed_event_is_read_by_who_did_it_alone(client_of, project, lead, coder, second_coder):
    EventFactory(project_id=project.pk, actor_id=coder.pk, subject_label="secret words", scope="source:1")
    seal_events(project_id=project.pk, scopes=["source:1"])
    assert "secret words" in history(client_of, coder, project)
    assert "secret words" not in history(client_of, second_coder, project)
    assert "secret words" not in history(client_of, lead, project)
    unseal_events(project_id=project.pk, scopes=["source:1"])
    assert "secret words" in history(client_of, second_coder, project)


def test_the_home_page_hides_it_as_well(client_of, project, coder, lead):
    EventFactory(project_id=project.pk, actor_id=coder.pk, subject_label="secret words", sealed_to=coder.pk)
    assert "secret words" in client_of(coder).get(f"/p/{project.slug}/").content.decode()
    assert "secret words" not in client_of(lead).get(f"/p/{project.slug}/").content.decode()


def test_the_history_of_another_study_is_not_shown(client_of, project, lead):
    EventFactory(project_id=project.pk + 1, subject_label="elsewhere")
    assert "elsewhere" not in history(client_of, lead, project)


def test_the_history_asks_as_much_for_one_as_for_three(client_of, project, lead, count_queries):
    EventFactory(project_id=project.pk)
    one = count_queries(lambda: history(client_of, lead, project))
    EventFactory.create_batch(2, project_id=project.pk)
    assert count_queries(lambda: history(client_of, lead, project)) == one

"""Signing up and in."""

import re

import pytest

from tests.factories.people import InvitationFactory, UserFactory
from workbench.accounts.models import User

pytestmark = pytest.mark.django_db
NEW = {
    "name": "Ana Ruiz",
    "email": "Ana@example.org",
    "password1": "quiet-harbour-41",
    "password2": "quiet-harbour-41",
}


def test_who_signs_up_is_signed_in_and_sees_their_studies(client):
    response = client.post("/accounts/signup/", NEW)
    assert response.headers["Location"] == "/"
    assert User.objects.get(email="ana@example.org").name == "Ana Ruiz"
    assert "No study yet" in client.get("/").content.decode()


def test_a_weak_password_is_refused_in_words(client):
    response = client.post("/accounts/signup/", NEW | {"password1": "short", "password2": "short"})
    assert "too short" in response.content.decode()
    assert not User.objects.exists()


def test_sign_up_can_be_closed_but_an_invitation_opens_it(client, settings, project):
    settings.SIGNUP_OPEN = False
    client.post("/accounts/signup/", NEW)
    assert not User.objects.filter(email="ana@example.org").exists()
    invitation = InvitationFactory(project=project)
    page = client.get(f"/invitation/{invitation.token}/").content.decode()
    assert re.search(r'href="/accounts/signup/\?next=', page)
    client.post("/accounts/signup/", NEW | {"next": f"/invitation/{invitation.token}/"})
    assert User.objects.filter(email="ana@example.org").exists()


def test_the_address_is_compared_without_case(client):
    User.objects.create_user("ana@example.org", NEW["password1"], name="Ana")
    response = client.post("/accounts/login/", {"login": "ANA@Example.org", "password": NEW["password1"]})
    assert response.headers["Location"] == "/"


def test_one_can_rename_oneself(client_of):
    user = UserFactory(name="Ana")
    client_of(user).post("/profile/", {"name": "Ana Ruiz"})
    user.refresh_from_db()
    assert user.name == "Ana Ruiz"


@pytest.mark.parametrize("page", ["/accounts/2fa/", "/accounts/password/change/", "/accounts/email/", "/profile/"])
def test_account_pages_open(client_of, page):
    response = client_of(UserFactory()).get(page, follow=True)
    assert response.status_code == 200


def test_a_part_of_a_page_never_swaps_in_the_sign_in_page(client, project):
    response = client.get(f"/p/{project.slug}/", headers={"HX-Request": "true"})
    assert response.status_code == 200
    assert response.headers["HX-Redirect"].startswith("/accounts/login/")


def test_pages_are_not_kept_by_browsers(client_of, project, lead):
    assert client_of(lead).get(f"/p/{project.slug}/").headers["Cache-Control"] == "no-store"


def test_the_policy_allows_no_foreign_or_inline_script(client):
    policy = client.get("/accounts/login/").headers["Content-Security-Policy"]
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy

"""Who gets in, as what, and who cannot."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from tests.factories.people import InvitationFactory, MembershipFactory, UserFactory
from workbench.accounts.models import User
from workbench.audit.models import Event
from workbench.membership.actions import (
    accept_invitation,
    change_role,
    ensure_coder,
    invite_member,
    remove_member,
)
from workbench.membership.models import Membership
from workbench.membership.queries import AmbiguousName, member_named
from workbench.membership.roles import ROLE_PERMISSIONS, Permission, Role
from workbench.web.errors import WorkbenchError

pytestmark = pytest.mark.django_db


def test_every_role_may_at_least_what_the_lower_one_may():
    reader, coder, lead = (ROLE_PERMISSIONS[role] for role in (Role.READER, Role.CODER, Role.LEAD))
    assert reader < coder < lead
    assert lead == frozenset(Permission)


def test_whoever_begins_a_study_leads_it(client_of, outsider):
    response = client_of(outsider).post("/new/", {"name": "Night shift"})
    membership = Membership.objects.get(user=outsider)
    assert response.headers["Location"] == f"/p/{membership.project.slug}/"
    assert membership.role == Role.LEAD


def test_two_studies_of_one_name_have_two_addresses(client_of, outsider):
    client = client_of(outsider)
    client.post("/new/", {"name": "Night shift"})
    client.post("/new/", {"name": "Night shift"})
    assert sorted(Membership.objects.filter(user=outsider).values_list("project__slug", flat=True)) == [
        "night-shift",
        "night-shift-2",
    ]


def test_a_study_needs_a_name(client_of, outsider):
    response = client_of(outsider).post("/new/", {"name": "  "})
    assert response.status_code == 422
    assert not Membership.objects.filter(user=outsider).exists()


def test_the_list_of_studies_shows_ones_own_alone(client_of, project, coder, outsider):
    assert project.name in client_of(coder).get("/").content.decode()
    assert project.name not in client_of(outsider).get("/").content.decode()


def test_the_list_of_studies_asks_as_much_for_one_as_for_three(client_of, outsider, count_queries):
    client = client_of(outsider)
    MembershipFactory(user=outsider)
    one = count_queries(lambda: client.get("/"))
    MembershipFactory.create_batch(2, user=outsider)
    assert count_queries(lambda: client.get("/")) == one


@pytest.mark.parametrize("page", ["", "members/", "history/", "jobs/", "settings/"])
def test_outsiders_and_unknown_studies_get_the_same_404(client_of, project, outsider, page):
    client = client_of(outsider)
    assert client.get(f"/p/{project.slug}/{page}").status_code == 404
    assert client.get(f"/p/no-such-study/{page}").status_code == 404


@pytest.mark.parametrize("page", ["", "members/", "history/", "jobs/", "settings/"])
def test_who_is_not_signed_in_is_asked_to(client, project, page):
    response = client.get(f"/p/{project.slug}/{page}")
    assert response.headers["Location"].startswith("/accounts/login/")


def test_who_left_is_an_outsider(client_of, project, coder, lead):
    remove_member(membership=project.memberships.get(user=coder), by=lead)
    assert client_of(coder).get(f"/p/{project.slug}/").status_code == 404


@pytest.mark.parametrize("who", ["coder", "reader"])
def test_only_leads_manage(client_of, project, who, request):
    client = client_of(request.getfixturevalue(who))
    member = project.memberships.get(user=request.getfixturevalue("second_coder"))
    assert client.get(f"/p/{project.slug}/settings/").status_code == 403
    assert (
        client.post(f"/p/{project.slug}/members/invite/", {"email": "x@example.org", "role": "lead"}).status_code == 403
    )
    assert client.post(f"/p/{project.slug}/members/{member.pk}/role/", {"role": "lead"}).status_code == 403
    assert client.post(f"/p/{project.slug}/members/{member.pk}/remove/").status_code == 403
    assert "invite" not in client.get(f"/p/{project.slug}/members/").content.decode().lower().split("<main")[1]


def test_an_invited_person_joins_with_the_role_of_the_invitation(client_of, project, lead, outsider):
    client_of(lead).post(f"/p/{project.slug}/members/invite/", {"email": outsider.email, "role": "reader"})
    page = client_of(lead).get(f"/p/{project.slug}/members/").content.decode()
    address = re.search(r"http://testserver(/invitation/[\w-]+/)", page)[1]
    client = client_of(outsider)
    assert project.name in client.get(address).content.decode()
    assert client.post(address).headers["Location"] == f"/p/{project.slug}/"
    assert project.memberships.get(user=outsider).role == Role.READER


def test_an_invitation_works_once(project, outsider):
    invitation = InvitationFactory(project=project)
    accept_invitation(invitation=invitation, by=outsider)
    with pytest.raises(WorkbenchError, match="no longer open"):
        accept_invitation(invitation=invitation, by=UserFactory())


def test_an_old_invitation_is_over(project, outsider, client_of):
    invitation = InvitationFactory(project=project, expires_at=timezone.now() - timedelta(days=1))
    assert "is over" in client_of(outsider).get(f"/invitation/{invitation.token}/").content.decode()
    with pytest.raises(WorkbenchError, match="no longer open"):
        accept_invitation(invitation=invitation, by=outsider)


def test_a_withdrawn_invitation_does_not_work(client_of, project, lead, outsider):
    invitation = InvitationFactory(project=project)
    client_of(lead).post(f"/p/{project.slug}/members/invitations/{invitation.pk}/revoke/")
    client_of(outsider).post(f"/invitation/{invitation.token}/")
    assert not project.memberships.filter(user=outsider).exists()


def test_a_lead_who_opens_an_invitation_link_stays_a_lead(project, lead):
    accept_invitation(invitation=InvitationFactory(project=project, role="reader"), by=lead)
    assert project.memberships.get(user=lead).role == Role.LEAD


def test_a_member_is_not_invited_again(project, lead, coder):
    with pytest.raises(WorkbenchError, match="already a member"):
        invite_member(project=project, email=coder.email.upper(), role="coder", by=lead)


def test_the_last_lead_cannot_go(project, lead):
    membership = project.memberships.get(user=lead)
    with pytest.raises(WorkbenchError, match="needs a lead"):
        remove_member(membership=membership, by=lead)
    with pytest.raises(WorkbenchError, match="needs a lead"):
        change_role(membership=membership, role="coder", by=lead)


def test_the_last_lead_is_told_so_on_the_page(client_of, project, lead):
    membership = project.memberships.get(user=lead)
    response = client_of(lead).post(f"/p/{project.slug}/members/{membership.pk}/remove/")
    assert response.status_code == 422
    assert "needs a lead" in response.content.decode()


def test_a_coder_without_sign_in_is_made_once_and_cannot_sign_in(project, lead, client):
    first = ensure_coder(project=project, name="coder07", by=lead)
    assert ensure_coder(project=project, name=" Coder07 ", by=lead) == first
    assert first.user.email is None
    assert not first.user.has_usable_password()
    assert not client.login(username="coder07", password="")


def test_coders_without_sign_in_of_two_studies_are_two_people(project, lead):
    other = MembershipFactory(role="lead").project
    assert ensure_coder(project=project, name="c", by=lead).user != ensure_coder(project=other, name="c", by=lead).user


def test_a_member_is_found_by_name_or_address_but_never_guessed(project, coder):
    assert member_named(project, coder.email.upper()).user == coder
    MembershipFactory(project=project, user=UserFactory(name=coder.name))
    with pytest.raises(AmbiguousName, match=r"2 members are called .* e-mail address"):
        ensure_coder(project=project, name=coder.name.upper(), by=coder)
    assert project.memberships.filter(user__name=coder.name).count() == 2


def test_the_list_of_members_asks_as_much_for_four_as_for_six(client_of, project, lead, count_queries):
    client = client_of(lead)
    four = count_queries(lambda: client.get(f"/p/{project.slug}/members/"))
    MembershipFactory.create_batch(2, project=project)
    assert count_queries(lambda: client.get(f"/p/{project.slug}/members/")) == four


def test_every_change_is_in_the_history(project, lead, coder):
    change_role(membership=project.memberships.get(user=coder), role="reader", by=lead)
    event = Event.objects.get(action="member.role_changed")
    assert (event.actor_name, event.before, event.after) == (lead.name, {"role": "coder"}, {"role": "reader"})


def test_addresses_differ_by_more_than_case():
    User.objects.create_user("Ana@Example.org", "x" * 12, name="Ana")
    assert User.objects.get_by_natural_key("ANA@example.ORG").name == "Ana"

"""People and projects."""

import factory

from workbench.accounts.models import User
from workbench.audit.models import Event
from workbench.exporting.models import ExportChoices
from workbench.jobs.models import Job
from workbench.membership.models import Invitation, Membership
from workbench.projects.models import Project


class UserFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = User

    email = factory.Sequence(lambda n: f"person{n}@example.org")
    name = factory.Sequence(lambda n: f"Person {n}")


class ProjectFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Project

    name = factory.Sequence(lambda n: f"Study {n}")
    slug = factory.Sequence(lambda n: f"study-{n}")
    created_by = factory.SubFactory(UserFactory)


class MembershipFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Membership

    project = factory.SubFactory(ProjectFactory)
    user = factory.SubFactory(UserFactory)
    role = "coder"


class InvitationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Invitation

    project = factory.SubFactory(ProjectFactory)
    invited_by = factory.SubFactory(UserFactory)
    email = factory.Sequence(lambda n: f"invited{n}@example.org")
    expires_at = factory.Faker("future_datetime", tzinfo=__import__("datetime").UTC)


class JobFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Job

    project = factory.SubFactory(ProjectFactory)
    owner = factory.SubFactory(UserFactory)
    kind = "test.nothing"
    label = "A piece of work"


class ExportChoicesFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ExportChoices

    project = factory.SubFactory(ProjectFactory)
    what = factory.Sequence("export-{}".format)


class EventFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Event

    actor_name = "Person"
    action = "project.edited"
    subject_type = "project"
    subject_id = "1"
    subject_label = "Study"

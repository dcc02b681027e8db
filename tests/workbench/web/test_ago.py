"""How long ago something was, in words."""

from datetime import timedelta

from django.utils import timezone

from workbench.web.templatetags.workbench import ago


def test_the_largest_unit_is_said() -> None:
    now = timezone.now()
    assert ago(now - timedelta(seconds=20)) == "just now"
    assert ago(now - timedelta(minutes=2, seconds=10)).replace("\xa0", " ") == "2 minutes ago"
    assert ago(now - timedelta(hours=3, minutes=12)).replace("\xa0", " ") == "3 hours ago"

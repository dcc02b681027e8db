"""The sample study's accounts: on this machine only, made by `manage.py demo`."""

from dataclasses import dataclass

PASSWORD = "sample-study"  # noqa: S105  printed by `up`: the study is synthetic


@dataclass(frozen=True)
class SampleAccount:
    """One fictional member of the sample study's team."""

    email: str
    name: str
    role: str


ACCOUNTS = (
    SampleAccount("lead@example.org", "Dana Whitfield", "lead"),
    SampleAccount("ana@example.org", "Ana Ruiz", "coder"),
    SampleAccount("ben@example.org", "Ben Okafor", "coder"),
)

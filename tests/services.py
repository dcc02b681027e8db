"""PostgreSQL and Redis where the tests need them beside the configuration that they run on."""

import os
from functools import cache

import psycopg
import pytest
import redis

DATABASE = os.environ.get("CI_DATABASE_URL", "postgres://postgres@127.0.0.1:5432/postgres")
BROKER = os.environ.get("CI_REDIS_URL", "redis://127.0.0.1:6379/15")


@cache
def missing() -> str:
    """Say what does not answer, or nothing."""
    try:
        psycopg.connect(DATABASE, connect_timeout=3).close()
        redis.Redis.from_url(BROKER, socket_connect_timeout=3).ping()
    except (psycopg.Error, redis.RedisError) as error:
        return f"PostgreSQL and Redis do not both answer here: {error}"
    return ""


def require_services() -> None:
    """Skip with the reason where the services are away; fail where they must be there (REQUIRE_SERVICES)."""
    if missing():
        if os.environ.get("REQUIRE_SERVICES"):
            pytest.fail(missing())
        pytest.skip(missing())

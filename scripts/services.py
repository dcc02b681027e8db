"""Exit 0 if PostgreSQL and Redis answer where the tests expect them."""

import os
import sys

import psycopg
import redis


def main() -> int:
    database = os.environ.get("CI_DATABASE_URL", "postgres://postgres@127.0.0.1:5432/postgres")
    cache = os.environ.get("CI_REDIS_URL", "redis://127.0.0.1:6379/15")
    try:
        psycopg.connect(database, connect_timeout=5).close()
        redis.Redis.from_url(cache, socket_connect_timeout=5).ping()
    except (psycopg.Error, redis.RedisError) as error:
        print(error)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""Does the store or database that the operator named let us in? Runs inside the app environment.

    app-python -m deploy.probe

Looks at REDIS_URL and DATABASE_URL where they are set. Prints one sentence and ends with 1 when one
refuses us. Whether anything answers there at all is asked before, without libraries (reach.py).
"""

import os
import sys
from urllib.parse import urlsplit

from deploy.problem import Problem
from deploy.reach import DEADLINE_S, without_password


def enter_store(url: str) -> None:
    """Raises Problem when the store refuses us, is no store, or may not be written to."""
    import redis
    from redis.backoff import NoBackoff
    from redis.retry import Retry

    cluster = urlsplit(url).scheme.endswith("+cluster")
    kind = redis.RedisCluster if cluster else redis.Redis
    try:
        client = kind.from_url(
            url.replace("+cluster://", "://", 1),
            socket_timeout=DEADLINE_S,
            socket_connect_timeout=DEADLINE_S,
            retry=Retry(NoBackoff(), 0),
        )
        client.ping()
        if not cluster and client.info("replication").get("role") == "slave":
            raise Problem(
                f"{without_password(url)} is a replica, and writes go to its primary: "
                "name the primary in REDIS_URL."
            )
    except redis.AuthenticationError as error:
        raise Problem(
            f"The store at {without_password(url)} wants another name or password: write "
            "REDIS_URL=redis://name:password@host:port/0, or unset it to use the built-in store."
        ) from error
    except (redis.RedisError, redis.RedisClusterException, ValueError, OSError) as error:
        raise Problem(
            f"The store at {without_password(url)} does not let us in ({_first_line(error)}): "
            "correct REDIS_URL, or unset it to use the built-in store."
        ) from error


def enter_database(url: str) -> None:
    """Raises Problem when the database refuses us."""
    import sqlalchemy

    try:
        parsed = sqlalchemy.make_url(url)
        if parsed.get_backend_name() == "sqlite":
            return
        parsed = parsed.set(drivername="postgresql+psycopg")
        engine = sqlalchemy.create_engine(parsed, connect_args={"connect_timeout": 2})
        with engine.connect() as connection:
            connection.execute(sqlalchemy.text("select 1"))
    except (sqlalchemy.exc.SQLAlchemyError, OSError) as error:
        raise Problem(
            f"The database at {without_password(url)} does not let us in ({_first_line(error)}): "
            "correct DATABASE_URL, or unset it to use a SQLite file."
        ) from error


def _first_line(error: Exception) -> str:
    cause = getattr(error, "orig", None) or error
    return (str(cause).strip().splitlines() or [type(cause).__name__])[0].rstrip(".")


def main() -> int:
    """Returns 0 when what is named lets us in, 1 when not."""
    try:
        if url := os.environ.get("REDIS_URL"):
            enter_store(url)
        if url := os.environ.get("DATABASE_URL"):
            enter_database(url)
    except Problem as problem:
        print(problem)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())

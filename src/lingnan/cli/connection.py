"""Whether the database can be reached, said in one sentence before anything is tried."""

from lingnan.kernel.errors import LingnanError

CONNECT_SECONDS = 5


class DatabaseUnreachable(LingnanError):
    """The server at the address given does not let us in."""

    code = "database-unreachable"
    status = 503
    message = "连不上数据库（%(reason)s）。请核对 LINGNAN_DATABASE_URL，形如 postgresql://用户:密码@主机:5432/库名。"


def require_database(url: str) -> None:
    """Connect once; raises `DatabaseUnreachable`."""
    import psycopg

    try:
        psycopg.connect(url, connect_timeout=CONNECT_SECONDS).close()
    except psycopg.Error as error:
        raise DatabaseUnreachable(reason=str(error).strip().splitlines()[-1]) from error

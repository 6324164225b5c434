import os
import signal
import stat
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest

from lingnan.kernel import database
from lingnan.kernel.database import DiskFull, FolderNotOurs, Server, ServerNotStarted
from lingnan.kernel.logins import APP_ROLE, OWNER


@pytest.fixture(scope="module")
def made_once(tmp_path_factory):
    """A data folder that has been made: a copy of it is a new server in a tenth of the time."""
    server = Server(tmp_path_factory.mktemp("made") / "var")
    server.start()
    server.stop()
    return server.folder


@pytest.fixture
def server(made_once, tmp_path):
    subprocess.run(["cp", "-a", made_once, tmp_path / "var"], check=True)
    copied = Server(tmp_path / "var")
    yield copied
    copied.stop()


@pytest.fixture
def new_server(tmp_path):
    new = Server(tmp_path / "var")
    yield new
    new.stop()


def ask(server: Server, query: str) -> object:
    with psycopg.connect(server.url("postgres")) as connection:
        return connection.execute(query).fetchone()[0]


def leader(server: Server) -> int:
    return int((server.data / "postmaster.pid").read_text().split()[0])


def crash(server: Server) -> None:
    os.kill(leader(server), signal.SIGKILL)


def test_it_starts_from_nothing_and_again_and_stops(new_server):
    new_server.start()
    new_server.start()
    assert ask(new_server, "SHOW server_version").startswith("18.")
    new_server.stop()
    new_server.stop()
    assert not new_server.is_running()


def test_data_outlives_the_server(server):
    server.start()
    server.ensure_database("lingnan")
    server.ensure_database("lingnan")
    with psycopg.connect(server.url()) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 1 AS one")
    server.stop()
    server.start()
    with psycopg.connect(server.url()) as connection:
        assert connection.execute("SELECT one FROM kept").fetchone() == (1,)


def test_nobody_else_can_knock(server):
    server.start()
    assert ask(server, "SHOW listen_addresses") == ""
    assert stat.S_IMODE(server.socket.stat().st_mode) == stat.S_IMODE(server.data.stat().st_mode) == 0o700


def test_the_pages_login_has_no_role_to_go_back_to(server):
    server.start()
    with psycopg.connect(server.url("postgres", user=APP_ROLE), autocommit=True) as connection:
        connection.execute("RESET ROLE")
        assert connection.execute("SELECT current_user, session_user").fetchone() == (APP_ROLE, APP_ROLE)
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute(f"SET ROLE {OWNER}")
    with pytest.raises(psycopg.OperationalError, match="no password supplied"):
        psycopg.connect(server.url("postgres", user=APP_ROLE).replace(f"//{APP_ROLE}@", f"//{OWNER}@"))


@pytest.mark.parametrize("lost", [OWNER, APP_ROLE, "pg_hba.conf"])
def test_passwords_that_were_lost_or_never_set_are_set_anew(server, lost):
    if lost == "pg_hba.conf":
        (server.data / lost).write_text("local all all trust\n")  # as servers were before they asked for one
    else:
        server.logins.passfile(lost).unlink()
    server.start()
    for role in (OWNER, APP_ROLE):
        passfile = server.logins.passfile(role)
        assert stat.S_IMODE(passfile.stat().st_mode) == 0o600
        with psycopg.connect(server.url("postgres", user=role)) as connection:
            assert connection.execute("SELECT current_user").fetchone() == (role,)
    assert ask(server, "SELECT string_agg(DISTINCT auth_method, ' ') FROM pg_hba_file_rules") == "scram-sha-256"


def test_it_never_runs_as_root(server):
    server.start()
    assert Path(f"/proc/{leader(server)}").stat().st_uid != 0


def test_it_comes_back_after_a_kill(server):
    server.start()
    crash(server)
    server.start()
    assert ask(server, "SELECT 1") == 1


def test_it_comes_back_though_an_orphan_is_still_at_work(server):
    server.start()
    busy = psycopg.connect(server.url("postgres"))
    busy.pgconn.send_query(b"SELECT count(*) FROM generate_series(1, 500000000)")
    crash(server)
    server.start()
    busy.close()
    assert ask(server, "SELECT 1") == 1


def test_it_comes_back_though_its_number_is_another_programs_by_now(server):
    server.start()
    files = [server.data / "postmaster.pid", server.socket / ".s.PGSQL.5432.lock"]
    left = {file: file.read_text().replace(str(leader(server)), str(os.getpid()), 1) for file in files}
    server.stop()
    for file, text in left.items():
        file.write_text(text)
    server.start()
    assert ask(server, "SELECT 1") == 1


def test_a_half_made_data_folder_is_made_anew(new_server):
    (new_server.folder / "postgres.new").mkdir(parents=True)
    (new_server.folder / "postgres.new" / "PG_VERSION").write_text("18")
    new_server.start()
    assert ask(new_server, "SELECT 1") == 1


def test_two_who_start_at_once_take_turns(new_server):
    with ThreadPoolExecutor(2) as pool:
        for started in [pool.submit(new_server.start) for _ in range(2)]:
            started.result()
    assert ask(new_server, "SELECT 1") == 1


@pytest.mark.parametrize("name", ["with space and 'quote", "a,b", "long" * 40])
def test_any_folder_will_do(tmp_path, name):
    server = Server(tmp_path / name)
    server.start()
    try:
        assert ask(server, "SELECT 1") == 1
    finally:
        server.stop()


def test_a_full_disk_is_said_before_anything_is_written(new_server, monkeypatch):
    usage = database.shutil.disk_usage("/")._replace(free=100 * 1024 * 1024)
    monkeypatch.setattr(database.shutil, "disk_usage", lambda path: usage)
    with pytest.raises(DiskFull, match="只剩 100 MB"):
        new_server.start()
    assert not new_server.folder.exists()


def test_why_it_did_not_start_is_said(server):
    server.start()
    server.stop()
    (server.data / "PG_VERSION").write_text("17\n")
    with pytest.raises(ServerNotStarted, match=r"initialized by PostgreSQL version 17.*postgres\.log"):
        server.start()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can act as two users")
@pytest.mark.parametrize("is_link", [True, False])
def test_a_socket_folder_that_somebody_else_laid_out_is_not_taken(tmp_path, is_link):
    theirs = tmp_path / "theirs"
    theirs.mkdir()
    os.chown(theirs, 65534, 65534)
    server = Server(tmp_path / "long" / ("x" * 100))
    server.socket.symlink_to(theirs) if is_link else theirs.rename(server.socket)
    try:
        with pytest.raises(FolderNotOurs):
            server.start()
        assert server.socket.stat().st_uid == 65534
    finally:
        server.socket.unlink() if is_link else server.socket.rmdir()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can act as two users")
def test_a_folder_of_another_user_is_refused(server):
    server.start()
    server.stop()
    script = f"""
import os
from pathlib import Path
from lingnan.kernel.database import FolderNotOurs, Server
server = Server(Path({str(server.folder)!r}))
os.setgroups([]); os.setgid(65534); os.setuid(65534)
try:
    server.start()
except FolderNotOurs as refusal:
    print(refusal)
"""
    done = subprocess.run([os.sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert "属于本机的另一个用户" in done.stdout

"""The environment as the web takes it."""

from django.test import Client
from django.urls import reverse

from lingnan.config.database import database_settings
from lingnan.config.environment import Environment


def test_what_the_database_address_says_besides_goes_along() -> None:
    url = "postgresql://web:secret@db.example:5433/province?sslmode=verify-full&options=-c%20statement_timeout%3D9s"
    settings = database_settings(url=url, role="lingnan_app")
    options = {"sslmode": "verify-full", "options": "-c statement_timeout=9s -c role=lingnan_app"}
    assert settings["OPTIONS"].items() >= options.items()
    assert {name: value for name, value in settings.items() if name != "OPTIONS"} == {
        "NAME": "province", "USER": "web", "PASSWORD": "secret", "HOST": "db.example", "PORT": "5433",
    }  # fmt: skip


def test_an_address_that_says_little_leaves_the_rest_to_the_server() -> None:
    settings = database_settings(url="postgresql://db.example", role="")
    assert (settings["NAME"], settings["HOST"]) == ("lingnan", "db.example")
    assert not {"options", "sslmode"} & settings["OPTIONS"].keys()


def test_statements_are_prepared() -> None:
    options = database_settings(url="postgresql://db.example", role="")["OPTIONS"]
    assert (options["server_side_binding"], options["prepare_threshold"]) == (True, 5)


def test_the_embedded_servers_role_logs_in_by_itself_and_another_servers_is_taken() -> None:
    own = Environment.read({"LINGNAN_DATABASE_ROLE": "lingnan_app"})
    assert own.effective_database_url.startswith("postgresql://lingnan_app@/")
    assert own.role_to_take == ""
    owner = Environment.read({})
    assert owner.effective_database_url.startswith("postgresql://postgres@/")
    url = "postgresql://web@db.example/province"
    given = Environment.read({"LINGNAN_DATABASE_ROLE": "lingnan_app", "LINGNAN_DATABASE_URL": url})
    assert (given.effective_database_url, given.role_to_take) == (url, "lingnan_app")


def test_the_proxies_before_the_web_are_told() -> None:
    assert Environment.read({}).proxies == 0
    assert Environment.read({"LINGNAN_PROXIES": "2"}).proxies == 2


def test_callers_behind_a_proxy_are_counted_apart(db, settings) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    for number in range(30):
        sign_in(f"nobody-{number}", address="198.51.100.7, 192.0.2.1")
    assert "10分钟后再试" in sign_in("nobody", address="198.51.100.8, 192.0.2.1")
    assert "账号或密码不对" in sign_in("nobody", address="192.0.2.1, 203.0.113.5")


def test_a_crowd_does_not_push_the_count_of_wrong_passwords_out(db) -> None:
    from django.core.cache import cache

    for number in range(310):
        cache.set(f"count-{number}", number, 600)
    assert cache.get_many([f"count-{number}" for number in range(310)]).keys() == {f"count-{n}" for n in range(310)}


def sign_in(username: str, *, address: str) -> str:
    typed = {"login": username, "password": "wrong"}
    return Client(headers={"x-forwarded-for": address}).post(reverse("account_login"), typed).content.decode()

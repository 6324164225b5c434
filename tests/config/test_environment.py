"""The environment as the web takes it."""

from lingnan.config.environment import Environment


def test_what_the_database_address_says_besides_goes_along() -> None:
    url = "postgresql://web:secret@db.example:5433/province?sslmode=verify-full&options=-c%20statement_timeout%3D9s"
    settings = Environment(database_url=url, database_role="lingnan_app").database_settings
    assert settings["OPTIONS"] == {"sslmode": "verify-full", "options": "-c statement_timeout=9s -c role=lingnan_app"}
    assert {name: value for name, value in settings.items() if name != "OPTIONS"} == {
        "NAME": "province", "USER": "web", "PASSWORD": "secret", "HOST": "db.example", "PORT": "5433",
    }  # fmt: skip


def test_an_address_that_says_little_leaves_the_rest_to_the_server() -> None:
    settings = Environment(database_url="postgresql://db.example").database_settings
    assert (settings["NAME"], settings["HOST"], settings["OPTIONS"]) == ("lingnan", "db.example", {})

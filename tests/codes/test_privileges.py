import pytest
from django.db import ProgrammingError, connection, transaction

from lingnan.kernel.actors import PLATFORM
from lingnan.rooms.codes import api
from lingnan.rooms.codes.types import Purpose, Status

from .cards import INSPECTOR, NOON, issue
from .scanners import inspector, scanner


@pytest.fixture
def as_application(platform):
    """The rest of the test runs with the rights of the web, the worker and the gate."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE lingnan_app")


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM codes_key",
        "DELETE FROM codes_statusentry",
        "DELETE FROM codes_scan",
        "UPDATE codes_scan SET outcome = 'valid'",
        "DELETE FROM codes_device",
        "DELETE FROM codes_venue",
        "DELETE FROM codes_inspection",
        "UPDATE codes_inspection SET outcome = 'valid'",
        "UPDATE codes_change SET status = 0",
        "DELETE FROM gate_status",
        "UPDATE gate_status SET status = 0",
        "DELETE FROM gate_change",
        "UPDATE gate_key SET revoked_at = NULL",
    ],
)
def test_the_application_cannot_rewrite_what_was(as_application, statement):
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        connection.cursor().execute(statement)


def test_the_application_can_do_its_work(as_application):
    keeper = inspector("keeper")
    card = issue()
    api.verify_code(text=card.token(), at=NOON, by=INSPECTOR)
    api.set_status(ref=card.ref, status=Status.SUSPENDED, by=INSPECTOR, at=NOON)
    api.withdraw_paper(ref=card.ref, by=INSPECTOR, at=NOON)
    api.rotate_key(purpose=Purpose.TOKEN, by=PLATFORM, at=NOON)
    api.get_status_list(list_id=card.ref.list_id, at=NOON)
    api.forget_changes(at=NOON)
    device, _ = scanner(keeper)
    api.inspect_code(text=card.token(), device=device, at=NOON)
    api.admit_look_up(device=device, at=NOON)
    api.answer_look_up(device=device, display=card.claims, at=NOON)
    api.revoke_device(uuid=device.uuid, by=keeper, at=NOON)

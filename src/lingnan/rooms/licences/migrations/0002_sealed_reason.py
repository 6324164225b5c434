from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps
from django.db.models import Q

HELD = "licence_revoked_by_someone_for_a_reason"
# News that is under way carries the reason no more.
STRIP_NEWS = """
UPDATE procrastinate_jobs SET args = args #- '{payload,reason}' WHERE args ->> 'name' = 'licences.licence.revoked'
"""


def seal_reasons(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for row in apps.get_model("licences", "Licence").objects.exclude(revoked_reason="").iterator():
        row.revoked_reason_sealed = settings.VAULT.seal(
            plain=row.revoked_reason.encode(), purpose="licences.licence.revoked_reason"
        )
        row.save(update_fields=["revoked_reason_sealed"])


class Migration(migrations.Migration):
    dependencies = [("licences", "0001_initial"), ("procrastinate", "0001_initial")]
    operations = [
        migrations.AddField("licence", "revoked_reason_sealed", models.BinaryField(default=b"")),
        migrations.RunPython(seal_reasons),
        migrations.RemoveConstraint("licence", HELD),
        migrations.RemoveField("licence", "revoked_reason"),
        migrations.AddConstraint(
            "licence",
            models.CheckConstraint(
                condition=Q(revoked_at=None, revoked_by="", revoked_reason_sealed=b"")
                | Q(revoked_at__isnull=False) & ~Q(revoked_by="") & ~Q(revoked_reason_sealed=b""),
                name=HELD,
            ),
        ),
        migrations.RunSQL(STRIP_NEWS),
    ]

from django.db import migrations, models
from django.db.models import Q

# The index of identifiers is built anew: of a million follow-ups, a second.
BY_UUID = """
    ALTER TABLE outreach_followup
        DROP CONSTRAINT outreach_followup_pkey, DROP CONSTRAINT outreach_followup_uuid_key, DROP COLUMN id,
        ADD PRIMARY KEY (uuid);
"""


class Migration(migrations.Migration):
    dependencies = [("outreach", "0006_waiting_news")]
    operations = [
        migrations.RemoveIndex("message", "message_inbox"),
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(BY_UUID)],
            state_operations=[
                migrations.RemoveField("followup", "id"),
                migrations.AlterField("followup", "uuid", models.UUIDField(primary_key=True, serialize=False)),
            ],
        ),
        migrations.RemoveIndex("followup", "follow_up_queue"),
        migrations.RemoveIndex("followup", "follow_up_due"),
        migrations.AddIndex(
            "followup",
            models.Index(
                fields=["calling", "division", "urgency", "due_at"],
                condition=Q(ended_at=None, escalated_at=None),
                name="follow_up_queue",
            ),
        ),
        migrations.AddIndex(
            "followup",
            models.Index(
                fields=["division", "urgency", "due_at"],
                condition=Q(ended_at=None, escalated_at__isnull=False),
                name="follow_up_escalated",
            ),
        ),
    ]

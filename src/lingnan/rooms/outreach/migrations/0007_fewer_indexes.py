from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("outreach", "0006_waiting_news")]
    operations = [
        migrations.RemoveIndex("message", "message_inbox"),
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

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("outreach", "0004_help_and_call_again")]

    operations = [
        migrations.AddField(
            model_name="followup",
            name="reached_by",
            field=models.CharField(blank=True, db_default="", max_length=10),
        ),
        migrations.AddConstraint(
            model_name="followup",
            constraint=models.CheckConstraint(
                condition=Q(reached_by="")
                | Q(reached_by="police", calling="community", ended_at__isnull=False)
                | Q(reached_by="community", calling="police", ended_at__isnull=False),
                name="follow_up_reached_by_the_other",
            ),
        ),
    ]

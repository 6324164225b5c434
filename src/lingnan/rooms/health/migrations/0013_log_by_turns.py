from pathlib import Path

import django.contrib.postgres.fields
from django.db import migrations, models
from django.db.models import Q

SQL = Path(__file__).resolve().parents[1] / "sql"
AWAY = """
    DROP TRIGGER health_log_append ON health_colourchange;
    DROP FUNCTION health_log_append;
"""
NAME_CHANGES = """
    UPDATE health_lognode n SET change_id = c.id FROM health_colourchange c WHERE n.level = 0 AND n.index = c.place;
"""


class Migration(migrations.Migration):
    dependencies = [("health", "0012_manual_withdrawn")]
    operations = [
        migrations.RunSQL(AWAY),
        migrations.AddField("lognode", "change_id", models.BigIntegerField(null=True, unique=True)),
        migrations.RunSQL(NAME_CHANGES),
        migrations.RemoveField("colourchange", "place"),
        migrations.AddConstraint(
            "lognode",
            models.CheckConstraint(
                condition=Q(level=0, change_id__isnull=False) | Q(level__gt=0, change_id=None),
                name="log_leaf_of_change",
            ),
        ),
        migrations.CreateModel(
            name="LogTurn",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("changes", django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), size=None)),
                ("leaves", django.contrib.postgres.fields.ArrayField(base_field=models.BinaryField(), size=None)),
            ],
        ),
        migrations.RunSQL((SQL / "log_turns.sql").read_text()),
    ]

from pathlib import Path

import django.db.models.deletion
from django.db import migrations, models

SQL = Path(__file__).resolve().parents[1] / "sql" / "log.sql"
UNDO = """
    ALTER TABLE health_standingcolour DROP CONSTRAINT standing_colour_by_own_change;
    DROP TRIGGER health_log_append ON health_colourchange;
    DROP FUNCTION health_log_append;
"""


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        migrations.CreateModel(
            name="ColourChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(unique=True)),
                ("subject_key", models.BigIntegerField()),
                ("colour", models.CharField(max_length=10)),
                ("class_code", models.CharField(max_length=40)),
                ("way_out", models.CharField(max_length=40)),
                ("version", models.CharField(max_length=20)),
                ("at", models.DateTimeField()),
                ("leaf", models.BinaryField(max_length=32)),
                ("receipt_sealed", models.BinaryField()),
                ("place", models.BigIntegerField(editable=False, null=True, unique=True)),
            ],
            options={
                "indexes": [models.Index(fields=["subject_key", "-id"], name="colour_change_by_subject")],
                "constraints": [
                    models.UniqueConstraint(fields=("id", "subject_key"), name="colour_change_of_person"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("colour", ""), _negated=True),
                            models.Q(("class_code", ""), _negated=True),
                            models.Q(("way_out", ""), _negated=True),
                        ),
                        name="colour_change_with_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="StandingColour",
            fields=[
                ("subject_key", models.BigIntegerField(primary_key=True, serialize=False)),
                ("judged_at", models.DateTimeField()),
                ("review_on", models.DateField(null=True)),
                (
                    "change",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="health.colourchange"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("review_on__isnull", False)),
                        fields=["review_on"],
                        name="standing_colour_by_review",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="LogNode",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("level", models.SmallIntegerField()),
                ("index", models.BigIntegerField()),
                ("hash", models.BinaryField(max_length=32)),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("level", "index"), name="log_node_once")],
            },
        ),
        migrations.RunSQL(SQL.read_text(), UNDO),
    ]

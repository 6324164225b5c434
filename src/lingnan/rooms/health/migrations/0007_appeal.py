import datetime

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.expressions
from django.db import migrations, models

OWN_CHANGE = """
    ALTER TABLE health_appeal ADD CONSTRAINT appeal_of_own_change
        FOREIGN KEY (change_id, subject_key) REFERENCES health_colourchange (id, subject_key);
"""
UNDO = "ALTER TABLE health_appeal DROP CONSTRAINT appeal_of_own_change;"


class Migration(migrations.Migration):
    dependencies = [
        ("health", "0006_list_sweep"),
    ]

    operations = [
        migrations.CreateModel(
            name="Appeal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(unique=True)),
                ("subject_key", models.BigIntegerField()),
                ("turn", models.PositiveSmallIntegerField()),
                ("division", models.CharField(max_length=6)),
                (
                    "barred",
                    django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=80), size=None),
                ),
                ("applicant_key", models.BigIntegerField()),
                ("note_sealed", models.BinaryField()),
                ("appealed_at", models.DateTimeField()),
                ("due_at", models.DateTimeField()),
                ("late_named_at", models.DateTimeField(null=True)),
                ("answered_by", models.CharField(default="", max_length=80)),
                ("answered_at", models.DateTimeField(null=True)),
                ("outcome", models.CharField(default="", max_length=10)),
                ("answer_sealed", models.BinaryField(default=b"")),
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
                        condition=models.Q(("answered_at", None)), fields=["due_at"], name="appeal_open_by_deadline"
                    ),
                    models.Index(fields=["subject_key", "-id"], name="appeal_by_subject"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("answered_at", None)), fields=("change",), name="appeal_open_once_a_change"
                    ),
                    models.UniqueConstraint(fields=("change", "turn"), name="appeal_turn_once"),
                    models.CheckConstraint(
                        condition=models.Q(("turn__gte", 1), ("turn__lte", 2)), name="appeal_turn_within_two"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "due_at",
                                django.db.models.expressions.CombinedExpression(
                                    models.F("appealed_at"), "+", models.Value(datetime.timedelta(days=1))
                                ),
                            )
                        ),
                        name="appeal_due_within_a_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("barred__contains", [models.F("answered_by")]), _negated=True),
                        name="appeal_answered_by_another",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("answer_sealed", b""), ("answered_at", None), ("answered_by", ""), ("outcome", "")
                            ),
                            models.Q(
                                ("answered_at__gte", models.F("appealed_at")),
                                ("answered_at__isnull", False),
                                ("outcome__in", ("stands", "corrected")),
                                models.Q(("answered_by", ""), _negated=True),
                                models.Q(("answer_sealed", b""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="appeal_answered_whole",
                    ),
                ],
            },
        ),
        migrations.RunSQL(OWN_CHANGE, UNDO),
    ]

import datetime
from pathlib import Path

import django.db.models.expressions
from django.db import migrations, models

SQL = Path(__file__).resolve().parents[1] / "sql" / "manual.sql"
UNDO = "ALTER TABLE health_colourchange DROP CONSTRAINT colour_change_by_own_order;"


class Migration(migrations.Migration):
    dependencies = [
        ("health", "0007_appeal"),
    ]

    operations = [
        migrations.AddField(
            model_name="colourchange",
            name="manual",
            field=models.UUIDField(null=True),
        ),
        migrations.CreateModel(
            name="ManualColour",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(unique=True)),
                ("order", models.UUIDField(null=True)),
                ("subject_key", models.BigIntegerField()),
                ("division", models.CharField(max_length=6)),
                ("ground", models.CharField(max_length=40)),
                ("starts_on", models.DateField()),
                ("ends_on", models.DateField()),
                ("proposed_by", models.CharField(max_length=80)),
                ("proposed_at", models.DateTimeField()),
                ("proposal_sealed", models.BinaryField()),
                ("decided_by", models.CharField(default="", max_length=80)),
                ("decided_at", models.DateTimeField(null=True)),
                ("order_sealed", models.BinaryField(default=b"")),
                ("lifted_by", models.CharField(default="", max_length=80)),
                ("lifted_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("lifted_at", None), ("order__isnull", False)),
                        fields=["subject_key"],
                        name="manual_by_subject",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("order", "subject_key"), name="manual_order_of_person"),
                    models.UniqueConstraint(
                        condition=models.Q(("decided_at", None)),
                        fields=("subject_key",),
                        name="manual_proposed_once_a_person",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ground", ""), _negated=True), models.Q(("proposed_by", ""), _negated=True)
                        ),
                        name="manual_with_ground_and_proposer",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("decided_by", models.F("proposed_by")), _negated=True),
                        name="manual_by_two_officers",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_on__gt", models.F("starts_on")),
                            (
                                "ends_on__lte",
                                django.db.models.expressions.CombinedExpression(
                                    models.F("starts_on"), "+", models.Value(datetime.timedelta(days=21))
                                ),
                            ),
                        ),
                        name="manual_ends_soon",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("order", None), ("order_sealed", b"")),
                            models.Q(
                                ("order", models.F("uuid")),
                                ("order__isnull", False),
                                models.Q(("order_sealed", b""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="manual_order_whole",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_at", None), ("decided_by", ""), ("order", None)),
                            models.Q(
                                ("decided_at__gte", models.F("proposed_at")),
                                ("decided_at__isnull", False),
                                models.Q(("decided_by", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="manual_decided_whole",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("lifted_at", None), ("lifted_by", "")),
                            models.Q(
                                ("lifted_at__isnull", False),
                                ("order__isnull", False),
                                models.Q(("lifted_by", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="manual_lifted_whole",
                    ),
                ],
            },
        ),
        migrations.RunSQL(SQL.read_text(), UNDO),
    ]

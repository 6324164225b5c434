from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("outreach", "0002_sealed_params"),
    ]

    operations = [
        migrations.CreateModel(
            name="FollowUp",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(unique=True)),
                ("subject_key", models.BigIntegerField()),
                ("calling", models.CharField(max_length=10)),
                ("cause", models.CharField(max_length=120)),
                ("colour", models.CharField(max_length=10)),
                ("class_code", models.CharField(max_length=40)),
                ("way_out", models.CharField(max_length=40)),
                ("division", models.CharField(max_length=12)),
                ("urgency", models.PositiveSmallIntegerField()),
                ("opened_at", models.DateTimeField()),
                ("due_at", models.DateTimeField()),
                ("officer_ref", models.CharField(blank=True, max_length=80)),
                ("officer_name", models.CharField(blank=True, max_length=100)),
                ("taken_at", models.DateTimeField(null=True)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("outcome", models.CharField(blank=True, max_length=20)),
                ("note_sealed", models.BinaryField(null=True)),
                ("escalated_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                ("over_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("ended_at", None)),
                        fields=["calling", "division", "urgency", "due_at"],
                        name="follow_up_queue",
                    ),
                    models.Index(
                        condition=models.Q(("ended_at", None), ("escalated_at", None)),
                        fields=["due_at"],
                        name="follow_up_due",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("over_at", None)),
                        fields=("subject_key", "calling"),
                        name="follow_up_once_an_event",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("calling__in", ["community", "police"])), name="follow_up_calling"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("officer_name", ""), ("officer_ref", ""), ("taken_at", None)),
                            models.Q(
                                models.Q(("officer_ref", ""), _negated=True),
                                models.Q(("officer_name", ""), _negated=True),
                                ("taken_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="follow_up_taken_by_someone",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("over_at", None), ("ended_at__isnull", False), _connector="OR"),
                        name="follow_up_over_is_ended",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("attempts", 0), ("outcome", "")),
                            models.Q(("attempts__gte", 1), models.Q(("outcome", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="follow_up_outcome",
                    ),
                ],
            },
        ),
    ]

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("health", "0008_manual_colour")]
    operations = [
        migrations.CreateModel(
            name="Waiting",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("subject_key", models.BigIntegerField()),
                ("urgency", models.PositiveSmallIntegerField()),
                ("since", models.DateTimeField()),
            ],
            options={
                "indexes": [models.Index(fields=["urgency", "id"], name="waiting_line")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("urgency__in", [1, 2, 3, 4, 9])), name="waiting_urgency"
                    ),
                ],
            },
        ),
    ]

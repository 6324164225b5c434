from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("health", "0009_waiting")]
    operations = [
        migrations.CreateModel(
            name="RuleSweep",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField()),
                ("digest", models.CharField(max_length=64)),
                ("since", models.DateField()),
                ("day", models.DateField()),
                ("people", models.PositiveIntegerField()),
                ("at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("day__gte", models.F("since"))), name="rule_sweep_since_its_rules"
                    ),
                ],
            },
        ),
    ]

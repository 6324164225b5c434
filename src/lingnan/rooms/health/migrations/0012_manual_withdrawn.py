from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("health", "0011_venue_visit"),
    ]

    operations = [
        migrations.RemoveConstraint(model_name="manualcolour", name="manual_by_two_officers"),
        migrations.AddConstraint(
            model_name="manualcolour",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("order", None),
                    models.Q(("decided_by", models.F("proposed_by")), _negated=True),
                    _connector="OR",
                ),
                name="manual_by_two_officers",
            ),
        ),
    ]

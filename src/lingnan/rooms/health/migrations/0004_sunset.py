from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("health", "0003_batch")]
    operations = [
        migrations.CreateModel(
            name="Sunset",
            fields=[
                ("only", models.BooleanField(default=True, primary_key=True, serialize=False)),
                ("at", models.DateTimeField()),
                ("certificate", models.BinaryField()),
            ],
            options={
                "constraints": [models.CheckConstraint(condition=models.Q(("only", True)), name="sunset_once")],
            },
        ),
    ]

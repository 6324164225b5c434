from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("codes", "0009_inspection_by_time")]
    operations = [
        migrations.AddField(
            model_name="inspection",
            name="kind",
            field=models.CharField(blank=True, db_default="", max_length=40),
        ),
        migrations.AddField(
            model_name="inspection",
            name="way",
            field=models.CharField(db_default="desk", max_length=10),
        ),
        migrations.AddConstraint(
            model_name="inspection",
            constraint=models.CheckConstraint(
                condition=models.Q(("way__in", ["desk", "offline", "gate"])), name="inspection_way_known"
            ),
        ),
    ]

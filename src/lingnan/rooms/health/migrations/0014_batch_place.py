from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("health", "0013_log_by_turns")]

    operations = [
        migrations.AddField(
            model_name="batch", name="place", field=models.CharField(blank=True, db_default="", max_length=60)
        ),
    ]

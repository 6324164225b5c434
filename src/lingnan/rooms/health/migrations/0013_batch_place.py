from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("health", "0012_manual_withdrawn")]

    operations = [
        migrations.AddField(
            model_name="batch", name="place", field=models.CharField(blank=True, db_default="", max_length=60)
        ),
    ]

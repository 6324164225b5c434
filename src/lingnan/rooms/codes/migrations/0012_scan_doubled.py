from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("codes", "0011_list_ended")]
    operations = [
        migrations.AddField(model_name="scan", name="token", field=models.BinaryField(max_length=16, null=True)),
        migrations.AddField(model_name="scan", name="is_doubled", field=models.BooleanField(default=False)),
        migrations.AddConstraint(
            model_name="scan",
            constraint=models.CheckConstraint(
                condition=models.Q(("is_doubled", False), ("token__isnull", False), _connector="OR"),
                name="scan_doubled_on_a_screen",
            ),
        ),
    ]

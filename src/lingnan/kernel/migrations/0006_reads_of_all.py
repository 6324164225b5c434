from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("kernel", "0005_heads_locked_once")]
    operations = [
        migrations.AddIndex(
            model_name="auditentry",
            index=models.Index(
                condition=models.Q(("kind", "read"), ("subject_key", None)),
                fields=["name", "-id"],
                name="audit_of_all",
            ),
        ),
    ]

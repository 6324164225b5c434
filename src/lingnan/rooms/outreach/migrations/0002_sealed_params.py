import json

from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps


def seal_params(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for row in apps.get_model("outreach", "Message").objects.iterator():
        row.params_sealed = settings.VAULT.seal(
            plain=json.dumps(row.params, ensure_ascii=False).encode(), purpose="outreach.message.params"
        )
        row.save(update_fields=["params_sealed"])


class Migration(migrations.Migration):
    dependencies = [("outreach", "0001_initial")]
    operations = [
        migrations.AddField("message", "params_sealed", models.BinaryField(default=b"")),
        migrations.RunPython(seal_params),
        migrations.RemoveField("message", "params"),
        migrations.AlterField("message", "params_sealed", models.BinaryField()),
    ]

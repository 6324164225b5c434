from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from lingnan.rooms.cases.sealing import seal, seal_text


def seal_words(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for name in ("Draft", "Application"):
        for row in apps.get_model("cases", name).objects.exclude(disputes={}).iterator():
            row.disputes_sealed = seal(row.disputes)
            row.save(update_fields=["disputes_sealed"])
    for row in apps.get_model("cases", "Case").objects.exclude(note="").iterator():
        row.note_sealed = seal_text(row.note)
        row.save(update_fields=["note_sealed"])


class Migration(migrations.Migration):
    dependencies = [("cases", "0002_number")]
    operations = [
        migrations.AddField("application", "disputes_sealed", models.BinaryField(default=b"")),
        migrations.AddField("draft", "disputes_sealed", models.BinaryField(default=b"")),
        migrations.AddField("case", "note_sealed", models.BinaryField(default=b"")),
        migrations.RunPython(seal_words),
        migrations.RemoveField("application", "disputes"),
        migrations.RemoveField("draft", "disputes"),
        migrations.RemoveField("case", "note"),
    ]

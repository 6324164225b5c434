from pathlib import Path

import django.db.models.deletion
from django.db import migrations, models

SQL = Path(__file__).resolve().parents[1] / "sql"
UNDO = """
    DROP TRIGGER kernel_audit_name_subjects ON kernel_auditentry;
    DROP FUNCTION kernel_audit_name_subjects;
"""


class Migration(migrations.Migration):
    dependencies = [("kernel", "0006_reads_of_all")]
    operations = [
        migrations.CreateModel(
            name="AuditSubject",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "subject_key", "entry", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("subject_key", models.BigIntegerField()),
                (
                    "entry",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="kernel.auditentry",
                    ),
                ),
            ],
            options={"indexes": [models.Index(fields=["entry"], name="audit_subject_by_entry")]},
        ),
        migrations.RunSQL((SQL / "audit_subjects.sql").read_text(), UNDO),
    ]

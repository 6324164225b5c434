from pathlib import Path

from django.db import migrations, models
from django.db.models import Q

SQL = Path(__file__).resolve().parents[1] / "sql"
# About as long as it takes to read the log: of a million changes, some seconds.
LEAN = """
    DELETE FROM health_lognode WHERE level BETWEEN 1 AND 7;
    ALTER TABLE health_lognode DROP CONSTRAINT health_lognode_pkey, DROP CONSTRAINT log_node_once, DROP COLUMN id;
    ALTER TABLE health_lognode ADD PRIMARY KEY (level, index);
    ALTER TABLE health_lognode DROP CONSTRAINT log_leaf_of_change;
    ALTER TABLE health_lognode ADD CONSTRAINT log_leaf_of_change CHECK (
        level = 0 AND change_id IS NOT NULL OR level >= 8 AND change_id IS NULL
    );
"""


class Migration(migrations.Migration):
    dependencies = [("health", "0015_lean_changes")]
    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(LEAN),
                migrations.RunSQL((SQL / "log_blocks.sql").read_text()),
            ],
            state_operations=[
                migrations.DeleteModel("LogNode"),
                migrations.CreateModel(
                    name="LogNode",
                    fields=[
                        (
                            "pk",
                            models.CompositePrimaryKey(
                                "level", "index", blank=True, editable=False, primary_key=True, serialize=False
                            ),
                        ),
                        ("level", models.SmallIntegerField()),
                        ("index", models.BigIntegerField()),
                        ("hash", models.BinaryField(max_length=32)),
                        ("change_id", models.BigIntegerField(null=True, unique=True)),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=Q(level=0, change_id__isnull=False) | Q(level__gte=8, change_id=None),
                                name="log_leaf_of_change",
                            ),
                        ],
                    },
                ),
            ],
        ),
    ]

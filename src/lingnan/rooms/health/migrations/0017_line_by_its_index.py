from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parents[1] / "sql"
UNDO = "DROP FUNCTION health_take_waiting, health_wait_more_than;"


class Migration(migrations.Migration):
    dependencies = [("health", "0016_log_blocks")]
    operations = [migrations.RunSQL((SQL / "line.sql").read_text(), UNDO)]

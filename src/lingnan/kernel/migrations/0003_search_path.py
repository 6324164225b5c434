from django.db import migrations

# A function that runs as its owner finds no table of the caller's own making in place of the house's.
SQL = "ALTER FUNCTION kernel_audit_seal SET search_path = public, pg_temp"


class Migration(migrations.Migration):
    dependencies = [("kernel", "0002_audit_seal")]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]

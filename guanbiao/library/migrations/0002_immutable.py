"""Published editions and publications are only added to."""

from typing import ClassVar

from django.db import migrations

SQL = """
CREATE FUNCTION library_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'library: % on % is never allowed', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'GB003';
END $$;
"""
EACH = """
CREATE TRIGGER library_immutable BEFORE UPDATE OR DELETE ON {0}
    FOR EACH ROW EXECUTE FUNCTION library_refuse();
CREATE TRIGGER library_immutable_truncate BEFORE TRUNCATE ON {0}
    FOR EACH STATEMENT EXECUTE FUNCTION library_refuse();
DO $$ BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'guanbiao_app') THEN
        REVOKE UPDATE, DELETE, TRUNCATE ON {0} FROM guanbiao_app;
    END IF;
END $$;
"""
TABLES = ("library_standard", "library_edition", "library_publication")


class Migration(migrations.Migration):
    dependencies: ClassVar = [("library", "0001_initial")]
    operations: ClassVar = [
        migrations.RunSQL(
            SQL + "".join(EACH.format(table) for table in TABLES),
            "DROP FUNCTION library_refuse() CASCADE;",
        )
    ]

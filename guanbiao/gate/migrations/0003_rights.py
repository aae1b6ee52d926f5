"""Links and refusals are written by functions alone; months are made ahead; rights for any role.

`gate_rights` gives the running role, whatever it is called, exactly what it needs. It may be
called again at any time, and is, after every migration.
"""

from typing import ClassVar

from django.db import migrations

LINK = """
CREATE FUNCTION gate_link(most integer) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    place bigint;
    value text;
    one record;
    made integer := 0;
BEGIN
    PERFORM pg_advisory_xact_lock(6780257);
    SELECT number, chain INTO place, value FROM gate_seal ORDER BY number DESC LIMIT 1;
    place := coalesce(place, 0);
    value := coalesce(value, repeat('0', 64));
    FOR one IN
        SELECT r.id, r.digest FROM gate_receipt r
        WHERE NOT EXISTS (SELECT FROM gate_seal s WHERE s.receipt_id = r.id)
        ORDER BY r.at, r.id LIMIT most
    LOOP
        place := place + 1;
        value := encode(sha256(convert_to(value || one.digest, 'UTF8')), 'hex');
        INSERT INTO gate_seal (number, receipt_id, digest, chain, at)
        VALUES (place, one.id, one.digest, value, now());
        made := made + 1;
    END LOOP;
    RETURN made;
END $$;
"""

REFUSE = """
CREATE FUNCTION gate_keep_refusal(
    p_act text, p_entity text, p_key text, p_actor bigint, p_unit bigint, p_day date,
    p_content text
) RETURNS bigint
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    INSERT INTO gate_refusal (at, act, entity, key, actor_id, unit_id, day, content)
    VALUES (now(), p_act, p_entity, p_key, p_actor, p_unit, p_day, p_content)
    RETURNING id;
$$;
"""

MONTHS = """
CREATE OR REPLACE FUNCTION gate_months(ahead integer) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET timezone = 'UTC' AS $$
DECLARE
    first date := date_trunc('month', now())::date;
    made integer := 0;
    start date;
    until date;
    name text;
    holder name;
BEGIN
    PERFORM pg_advisory_xact_lock(6780258);
    FOR step IN 0..least(ahead, 24) LOOP
        start := (first + make_interval(months => step))::date;
        until := (start + interval '1 month')::date;
        name := 'gate_receipt_' || to_char(start, 'YYYYMM');
        CONTINUE WHEN to_regclass(name) IS NOT NULL;
        CONTINUE WHEN EXISTS (SELECT FROM gate_receipt_rest WHERE at >= start AND at < until);
        EXECUTE format('CREATE TABLE %I (LIKE gate_receipt INCLUDING ALL)', name);
        FOR holder IN
            SELECT DISTINCT pg_get_userbyid(acl.grantee)
            FROM pg_class c, aclexplode(c.relacl) acl
            WHERE c.oid = to_regclass(name) AND acl.grantee NOT IN (0, c.relowner)
        LOOP
            EXECUTE format('REVOKE ALL ON %I FROM %I', name, holder);
        END LOOP;
        EXECUTE format(
            'ALTER TABLE gate_receipt ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)',
            name, start, until);
        made := made + 1;
    END LOOP;
    RETURN made;
END $$;
"""

RIGHTS = """
CREATE FUNCTION gate_rights(runner name) RETURNS void
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    one record;
BEGIN
    FOR one IN SELECT DISTINCT tgrelid::regclass AS kept FROM pg_trigger
               WHERE tgname IN ('gate_append_only', 'library_immutable') LOOP
        EXECUTE format('REVOKE UPDATE, DELETE, TRUNCATE ON %s FROM %I', one.kept, runner);
    END LOOP;
    FOR one IN SELECT 'gate_receipt'::regclass AS kept
               UNION SELECT inhrelid::regclass FROM pg_inherits
                     WHERE inhparent = 'gate_receipt'::regclass
               UNION SELECT 'gate_passage'::regclass
               UNION SELECT 'gate_receipt_number'::regclass LOOP
        EXECUTE format('REVOKE ALL ON %s FROM %I', one.kept, runner);
    END LOOP;
    EXECUTE format('REVOKE INSERT ON gate_seal, gate_refusal FROM %I', runner);
    EXECUTE format('GRANT SELECT ON gate_receipt TO %I', runner);
    FOR one IN SELECT oid::regprocedure AS door FROM pg_proc
               WHERE pronamespace = 'public'::regnamespace AND proname IN
               ('gate_open', 'gate_close', 'gate_months', 'gate_link', 'gate_keep_refusal') LOOP
        EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', one.door);
        EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO %I', one.door, runner);
    END LOOP;
END $$;
REVOKE ALL ON FUNCTION gate_rights(name) FROM PUBLIC;
REVOKE ALL ON FUNCTION gate_link(integer), gate_keep_refusal(text, text, text, bigint, bigint,
    date, text) FROM PUBLIC;
DO $$ BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'guanbiao_app') THEN
        PERFORM gate_rights('guanbiao_app');
    END IF;
END $$;
"""

UNDO = """
DROP FUNCTION gate_rights(name);
DROP FUNCTION gate_link(integer);
DROP FUNCTION gate_keep_refusal(text, text, text, bigint, bigint, date, text);
DO $$ BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'guanbiao_app') THEN
        GRANT INSERT ON gate_seal, gate_refusal TO guanbiao_app;
    END IF;
END $$;
"""


class Migration(migrations.Migration):
    dependencies: ClassVar = [("gate", "0002_doors")]
    operations: ClassVar = [migrations.RunSQL(LINK + REFUSE + MONTHS + RIGHTS, UNDO)]

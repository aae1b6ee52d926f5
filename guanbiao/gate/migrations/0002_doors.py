"""The doors: receipts by month, `gate_open`, `gate_close`, the guard, append-only records."""

from typing import ClassVar

from django.db import migrations

from guanbiao.gate.guard import AppendOnly, Guard

RECEIPTS = """
CREATE TABLE gate_receipt (
    id uuid NOT NULL,
    at timestamptz NOT NULL,
    number varchar(32) NOT NULL,
    act varchar(100) NOT NULL,
    entity varchar(100) NOT NULL,
    key varchar(64) NOT NULL,
    actor_id bigint,
    unit_id bigint,
    case_id bigint,
    day date NOT NULL,
    verdict varchar(10) NOT NULL,
    rows integer NOT NULL,
    content text NOT NULL,
    digest varchar(64) NOT NULL,
    mac varchar(64) NOT NULL,
    PRIMARY KEY (id, at)
) PARTITION BY RANGE (at);
CREATE INDEX ON gate_receipt (entity, key, at);
CREATE INDEX ON gate_receipt (act, at);
CREATE INDEX ON gate_receipt (actor_id, at);
CREATE TABLE gate_receipt_rest PARTITION OF gate_receipt DEFAULT;
CREATE SEQUENCE gate_receipt_number;
CREATE SEQUENCE gate_case_number;
"""

PASSAGE = """
CREATE TABLE gate_passage (
    xid xid8 PRIMARY KEY,
    receipt_id uuid NOT NULL,
    at timestamptz NOT NULL
);
"""

MONTHS = """
CREATE FUNCTION gate_months(ahead integer) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    first date := date_trunc('month', now())::date;
    made integer := 0;
    start date;
    name text;
BEGIN
    FOR step IN 0..least(ahead, 24) LOOP
        start := (first + make_interval(months => step))::date;
        name := 'gate_receipt_' || to_char(start, 'YYYYMM');
        CONTINUE WHEN to_regclass(name) IS NOT NULL;
        EXECUTE format('CREATE TABLE %I (LIKE gate_receipt INCLUDING ALL)', name);
        EXECUTE format(
            'ALTER TABLE gate_receipt ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)',
            name, start, (start + interval '1 month')::date);
        IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'guanbiao_app') THEN
            EXECUTE format('REVOKE ALL ON %I FROM guanbiao_app', name);
        END IF;
        made := made + 1;
    END LOOP;
    RETURN made;
END $$;
SELECT gate_months(12);
"""

OPEN = """
CREATE FUNCTION gate_open(OUT receipt uuid, OUT opened timestamptz, OUT publication bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    receipt := gen_random_uuid();
    opened := transaction_timestamp();
    publication := coalesce((SELECT max(number) FROM library_publication), 0);
    INSERT INTO gate_passage VALUES (pg_current_xact_id(), receipt, opened);
END $$;
"""

CLOSE = """
CREATE FUNCTION gate_close(
    p_act text, p_entity text, p_key text, p_actor bigint, p_unit bigint, p_case bigint,
    p_day date, p_verdict text, p_rows integer, p_content text, p_digest text, p_mac text
) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    open_one gate_passage;
    made text;
BEGIN
    DELETE FROM gate_passage WHERE xid = pg_current_xact_id() RETURNING * INTO open_one;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'gate: no passage is open in this transaction' USING ERRCODE = 'GB001';
    END IF;
    made := to_char(open_one.at AT TIME ZONE 'Asia/Shanghai', 'YYYYMMDD') || '-'
        || lpad(nextval('gate_receipt_number')::text, 6, '0');
    INSERT INTO gate_receipt VALUES (
        open_one.receipt_id, open_one.at, made, p_act, p_entity, p_key, p_actor, p_unit,
        p_case, p_day, p_verdict, p_rows, p_content, p_digest, p_mac);
    RETURN made;
END $$;
"""

UNCLOSED = """
CREATE FUNCTION gate_unclosed() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM gate_passage WHERE xid = NEW.xid) THEN
        RAISE EXCEPTION 'gate: a passage was opened and not closed; nothing is kept'
            USING ERRCODE = 'GB002';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER gate_unclosed AFTER INSERT ON gate_passage
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION gate_unclosed();
"""

GUARD = """
CREATE FUNCTION gate_guard() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    stamp uuid;
BEGIN
    SELECT receipt_id INTO stamp FROM gate_passage WHERE xid = pg_current_xact_id_if_assigned();
    IF stamp IS NULL THEN
        RAISE EXCEPTION 'gate: % on % without a passage of its own', TG_OP, TG_TABLE_NAME
            USING ERRCODE = 'GB001',
                  HINT = 'Write through an act: guanbiao.gate.perform.perform(...)';
    END IF;
    IF TG_OP = 'DELETE' THEN
        RETURN OLD;
    END IF;
    NEW.receipt_id := stamp;
    RETURN NEW;
END $$;
CREATE FUNCTION gate_refuse() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'gate: % on % is never allowed', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'GB003';
END $$;
"""

RIGHTS = """
REVOKE ALL ON FUNCTION gate_open(), gate_months(integer),
    gate_close(text, text, text, bigint, bigint, bigint, date, text, integer, text, text, text)
    FROM PUBLIC;
DO $$ BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'guanbiao_app') THEN
        REVOKE ALL ON gate_passage FROM guanbiao_app;
        REVOKE ALL ON gate_receipt FROM guanbiao_app;
        GRANT SELECT ON gate_receipt TO guanbiao_app;
        REVOKE UPDATE, DELETE, TRUNCATE ON gate_seal, gate_refusal FROM guanbiao_app;
        REVOKE ALL ON SEQUENCE gate_receipt_number FROM guanbiao_app;
        GRANT EXECUTE ON FUNCTION gate_open(), gate_months(integer),
            gate_close(text, text, text, bigint, bigint, bigint, date, text, integer, text,
                       text, text)
            TO guanbiao_app;
    END IF;
END $$;
DO $$ DECLARE part text; BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'guanbiao_app') THEN
        FOR part IN SELECT inhrelid::regclass::text FROM pg_inherits
                    WHERE inhparent = 'gate_receipt'::regclass LOOP
            EXECUTE 'REVOKE ALL ON ' || part || ' FROM guanbiao_app';
        END LOOP;
    END IF;
END $$;
"""

UNDO = """
DROP FUNCTION gate_guard() CASCADE;
DROP FUNCTION gate_refuse() CASCADE;
DROP FUNCTION gate_close(text, text, text, bigint, bigint, bigint, date, text, integer, text,
    text, text);
DROP FUNCTION gate_open();
DROP FUNCTION gate_months(integer);
DROP TABLE gate_passage;
DROP FUNCTION gate_unclosed();
DROP TABLE gate_receipt;
DROP SEQUENCE gate_receipt_number;
DROP SEQUENCE gate_case_number;
"""


class Migration(migrations.Migration):
    dependencies: ClassVar = [("gate", "0001_initial"), ("library", "0002_immutable")]
    operations: ClassVar = [
        migrations.RunSQL(
            RECEIPTS + PASSAGE + OPEN + CLOSE + UNCLOSED + GUARD + MONTHS + RIGHTS, UNDO
        ),
        AppendOnly("gate_receipt"),
        AppendOnly("gate_refusal"),
        AppendOnly("gate_seal"),
        Guard("gate_waiver"),
        Guard("gate_case"),
        Guard("gate_task"),
        Guard("gate_caseevent"),
    ]

-- As in crowd_entry.sql, and by columns as in scan.sql: `wanted` is [[resource, [column, …]], …]. A row is what one of them
-- (`place`, from 1) holds of the people whom the entry names: of each record, in the order they came, whose it is, its
-- number and as of when it is true, and by column the cells as they lie.
DROP FUNCTION exchange_read_many(text[], bigint[], text, timestamptz, text, int);

CREATE FUNCTION exchange_read_many(
    wanted jsonb, people bigint[], entry_name text, entry_at timestamptz, entry_body text, entry_chain int
) RETURNS TABLE (place int, subjects bigint[], ids bigint[], dates timestamptz[], cells bytea[])
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    one record;
    columns text;
    alone bigint := CASE WHEN cardinality(people) = 1 THEN people[1] END;
    named bigint[] := ARRAY[alone];
BEGIN
    INSERT INTO kernel_auditentry (kind, name, subject_key, at, body, chain)
        VALUES ('read', entry_name, alone, entry_at, entry_body, entry_chain);
    IF alone IS NULL THEN
        SELECT array_agg(key::bigint) INTO named FROM json_object_keys(entry_body::json -> 'subjects') AS key;
    END IF;
    FOR one IN SELECT ordinality, value->>0 AS resource, value->1 AS columns
               FROM jsonb_array_elements(wanted) WITH ORDINALITY LOOP
        SELECT string_agg(format(
            CASE WHEN a.atttypid = 'bytea'::regtype THEN 'array_agg(r.%I)'
                 ELSE 'array_agg(convert_to(to_jsonb(r.%I) #>> ''{}'', ''UTF8''))' END, own
        ), ', ' ORDER BY nr) INTO columns
        FROM jsonb_array_elements_text(one.columns) WITH ORDINALITY AS asked (own, nr)
        LEFT JOIN pg_attribute a ON a.attname = own
            AND a.attrelid = format('exchange.%I', one.resource)::regclass AND NOT a.attisdropped;
        RETURN QUERY EXECUTE format(
            'SELECT %s, array_agg(r.subject_key), array_agg(r.id), array_agg(r.as_of), ARRAY[%s]
             FROM (SELECT * FROM exchange.%I WHERE subject_key = ANY ($1) ORDER BY id) r HAVING count(*) > 0',
            one.ordinality, columns, one.resource
        ) USING named;
    END LOOP;
END $$;

REVOKE ALL ON FUNCTION exchange_read_many FROM PUBLIC;

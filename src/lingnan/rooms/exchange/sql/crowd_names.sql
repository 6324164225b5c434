-- As in crowd_entry.sql, and the names are read from the entry as it is written, and a record is written as text at
-- once: to make a tree of either first takes longer.
DROP FUNCTION exchange_read_many(text[], bigint[], text, timestamptz, text, int);

CREATE FUNCTION exchange_read_many(
    resources text[], subjects bigint[], entry_name text, entry_at timestamptz, entry_body text, entry_chain int
) RETURNS TABLE (subject bigint, resource text, record text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    wanted text;
    alone bigint := CASE WHEN cardinality(subjects) = 1 THEN subjects[1] END;
    named bigint[] := ARRAY[alone];
BEGIN
    INSERT INTO kernel_auditentry (kind, name, subject_key, at, body, chain)
        VALUES ('read', entry_name, alone, entry_at, entry_body, entry_chain);
    IF alone IS NULL THEN
        SELECT array_agg(key::bigint) INTO named FROM json_object_keys(entry_body::json -> 'subjects') AS key;
    END IF;
    FOREACH wanted IN ARRAY resources LOOP
        RETURN QUERY EXECUTE format(
            'SELECT r.subject_key, %L::text, row_to_json(r)::text FROM exchange.%I r
             WHERE r.subject_key = ANY ($1) ORDER BY r.id', wanted, wanted
        ) USING named;
    END LOOP;
END $$;

REVOKE ALL ON FUNCTION exchange_read_many FROM PUBLIC;

-- The only two ways into a shared resource. Resource tables live in the schema `exchange`, which the application's role
-- cannot enter; these functions run as the owner. Reading writes its audit entry in the same statement, so a read that
-- leaves no trace can't be written, and one that rolls back has returned nothing that was kept.
CREATE SCHEMA exchange;

CREATE FUNCTION exchange_read(
    resources text[], subject bigint, entry_name text, entry_case uuid, entry_at timestamptz, entry_body text, entry_chain int
) RETURNS TABLE (resource text, record jsonb)
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    wanted text;
BEGIN
    INSERT INTO kernel_auditentry (kind, name, subject_key, case_uuid, at, body, chain)
        VALUES ('read', entry_name, subject, entry_case, entry_at, entry_body, entry_chain);
    FOREACH wanted IN ARRAY resources LOOP
        RETURN QUERY EXECUTE format(
            'SELECT %L::text, to_jsonb(r) FROM exchange.%I r WHERE r.subject_key = $1 ORDER BY r.id', wanted, wanted
        ) USING subject;
    END LOOP;
END $$;

CREATE FUNCTION exchange_load(resource text, records jsonb) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    columns text;
    updates text;
    loaded bigint;
BEGIN
    SELECT string_agg(format('%I', column_name), ', '),
           string_agg(format('%1$I = excluded.%1$I', column_name), ', ')
               FILTER (WHERE column_name NOT IN ('subject_key', 'record_key'))
        INTO columns, updates
        FROM information_schema.columns
        WHERE table_schema = 'exchange' AND table_name = resource AND column_name <> 'id';
    EXECUTE format(
        'INSERT INTO exchange.%1$I AS old (%2$s) SELECT %2$s FROM jsonb_populate_recordset(NULL::exchange.%1$I, $1)
         ON CONFLICT (subject_key, record_key) DO UPDATE SET %3$s WHERE old.as_of < excluded.as_of',
        resource, columns, updates
    ) USING records;
    GET DIAGNOSTICS loaded = ROW_COUNT;
    RETURN loaded;
END $$;

REVOKE ALL ON FUNCTION exchange_read, exchange_load FROM PUBLIC;

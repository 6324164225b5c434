-- As exchange_read in doors.sql, of many people at once: each has an entry of her own, written by the same statement. Of
-- whom no entry is brought, nothing is read: an entry without a body is refused.
CREATE FUNCTION exchange_read_many(
    resources text[], subjects bigint[], entry_name text, entry_at timestamptz, entry_bodies text[], entry_chains int[]
) RETURNS TABLE (subject bigint, resource text, record jsonb)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    wanted text;
BEGIN
    INSERT INTO kernel_auditentry (kind, name, subject_key, at, body, chain)
        SELECT 'read', entry_name, entry.subject, entry_at, entry.body, entry.chain
        FROM unnest(subjects, entry_bodies, entry_chains) AS entry (subject, body, chain);
    FOREACH wanted IN ARRAY resources LOOP
        RETURN QUERY EXECUTE format(
            'SELECT r.subject_key, %L::text, to_jsonb(r) FROM exchange.%I r
             WHERE r.subject_key = ANY ($1) ORDER BY r.id', wanted, wanted
        ) USING subjects;
    END LOOP;
END $$;

REVOKE ALL ON FUNCTION exchange_read_many FROM PUBLIC;

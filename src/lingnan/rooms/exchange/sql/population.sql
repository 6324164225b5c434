-- Everyone's records of some resources, those of a range of keys at a time: one entry for all of them, in the same
-- statement, which each person of the province sees as a read of hers.
CREATE FUNCTION exchange_read_range(
    resources text[], first_subject bigint, last_subject bigint,
    entry_name text, entry_at timestamptz, entry_body text, entry_chain int
) RETURNS TABLE (subject bigint, resource text, record jsonb)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    wanted text;
BEGIN
    INSERT INTO kernel_auditentry (kind, name, subject_key, at, body, chain)
        VALUES ('read', entry_name, NULL, entry_at, entry_body, entry_chain);
    FOREACH wanted IN ARRAY resources LOOP
        RETURN QUERY EXECUTE format(
            'SELECT r.subject_key, %L::text, to_jsonb(r) FROM exchange.%I r
             WHERE r.subject_key BETWEEN $1 AND $2', wanted, wanted
        ) USING first_subject, last_subject;
    END LOOP;
END $$;

REVOKE ALL ON FUNCTION exchange_read_range FROM PUBLIC;

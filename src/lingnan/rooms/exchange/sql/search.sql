-- The two ways to find people by what a resource says of them, and like a read both leave their entry in the same
-- statement. A value is found by its keyed index: the column itself is sealed. `searched` is the column, `index` the one
-- beside it.
CREATE FUNCTION exchange_list_values(
    resource text, searched text, index text, entry_name text, entry_at timestamptz, entry_body text, entry_chain int
) RETURNS SETOF jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    INSERT INTO kernel_auditentry (kind, name, subject_key, at, body, chain)
        VALUES ('read', entry_name, NULL, entry_at, entry_body, entry_chain);
    -- From each value to the next by the index: as many steps as there are values, however many people.
    RETURN QUERY EXECUTE format(
        'WITH RECURSIVE step (value) AS (
            (SELECT %3$I FROM exchange.%1$I WHERE %3$I IS NOT NULL ORDER BY %3$I LIMIT 1)
            UNION ALL
            SELECT (SELECT %3$I FROM exchange.%1$I WHERE %3$I > step.value ORDER BY %3$I LIMIT 1)
            FROM step WHERE step.value IS NOT NULL
         ) SELECT (SELECT to_jsonb(r.%2$I) FROM exchange.%1$I r WHERE r.%3$I = step.value LIMIT 1)
           FROM step WHERE step.value IS NOT NULL', resource, searched, index
    );
END $$;

CREATE FUNCTION exchange_find(
    resource text, index text, wanted bytea[], entry_name text, entry_at timestamptz, entry_body text, entry_chain int
) RETURNS SETOF bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    INSERT INTO kernel_auditentry (kind, name, subject_key, at, body, chain)
        VALUES ('read', entry_name, NULL, entry_at, entry_body, entry_chain);
    RETURN QUERY EXECUTE format(
        'SELECT DISTINCT subject_key FROM exchange.%I WHERE %I = ANY ($1) ORDER BY subject_key', resource, index
    ) USING wanted;
END $$;

REVOKE ALL ON FUNCTION exchange_list_values, exchange_find FROM PUBLIC;

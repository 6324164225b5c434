-- Everyone's records of some resources, those of a range of keys, by columns: `wanted` is [[resource, [column, …]], …].
-- A row is a block of one of them (`place`, from 1): the subjects, and for each column the sizes of its cells (-1: NULL)
-- and the cells one after another, sealed as they lie. One entry for all, in the same statement, which each person of
-- the province sees as a read of hers.
DROP FUNCTION exchange_read_range;
CREATE FUNCTION exchange_scan(
    wanted jsonb, first_subject bigint, last_subject bigint, at_once bigint,
    entry_name text, entry_at timestamptz, entry_body text, entry_chain int
) RETURNS TABLE (place int, subjects bytea, sizes bytea[], cells bytea[])
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    one record;
    block text;
    least bigint;
    greatest bigint;
BEGIN
    INSERT INTO kernel_auditentry (kind, name, subject_key, at, body, chain)
        VALUES ('read', entry_name, NULL, entry_at, entry_body, entry_chain);
    FOR one IN SELECT ordinality, value->>0 AS resource, value->1 AS columns
               FROM jsonb_array_elements(wanted) WITH ORDINALITY LOOP
        EXECUTE format(
            'SELECT min(subject_key), max(subject_key) FROM exchange.%I WHERE subject_key BETWEEN $1 AND $2',
            one.resource
        ) INTO least, greatest USING first_subject, last_subject;
        SELECT format(
            'SELECT %s, string_agg(int8send(r.subject_key), ''''), ARRAY[%s], ARRAY[%s]
             FROM (SELECT subject_key, %s FROM exchange.%I WHERE subject_key BETWEEN $1 AND $2) r
             HAVING count(*) > 0',
            one.ordinality,
            string_agg(format('string_agg(int4send(coalesce(octet_length(%s), -1)), '''')', name), ', ' ORDER BY nr),
            string_agg(format('coalesce(string_agg(%s, ''''), '''')', name), ', ' ORDER BY nr),
            string_agg(format(
                CASE WHEN is_sealed THEN '%I AS %s' ELSE 'convert_to(to_jsonb(%I) #>> ''{}'', ''UTF8'') AS %s' END,
                own, name
            ), ', ' ORDER BY nr),
            one.resource
        ) INTO block
        FROM (
            SELECT own, nr, 'c' || nr AS name, a.atttypid = 'bytea'::regtype AS is_sealed
            FROM jsonb_array_elements_text(one.columns) WITH ORDINALITY AS asked (own, nr)
            LEFT JOIN pg_attribute a ON a.attname = own
                AND a.attrelid = format('exchange.%I', one.resource)::regclass AND NOT a.attisdropped
        ) named;
        WHILE least <= greatest LOOP
            RETURN QUERY EXECUTE block USING least, LEAST(greatest, least + at_once - 1);
            least := least + at_once;
        END LOOP;
    END LOOP;
END $$;

REVOKE ALL ON FUNCTION exchange_scan FROM PUBLIC;

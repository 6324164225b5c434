-- Loading asks the catalogue of tables itself which columns a resource has: information_schema is a view of many joins,
-- and it would be the most of what entering a single record costs.
CREATE OR REPLACE FUNCTION exchange_load(resource text, records jsonb) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    columns text;
    updates text;
    loaded bigint;
BEGIN
    SELECT string_agg(format('%I', attname), ', '),
           string_agg(format('%1$I = excluded.%1$I', attname), ', ')
               FILTER (WHERE attname NOT IN ('subject_key', 'record_key'))
        INTO columns, updates
        FROM pg_attribute
        WHERE attrelid = format('exchange.%I', resource)::regclass AND attnum > 0 AND NOT attisdropped
            AND attname <> 'id';
    EXECUTE format(
        'INSERT INTO exchange.%1$I AS old (%2$s) SELECT %2$s FROM jsonb_populate_recordset(NULL::exchange.%1$I, $1)
         ON CONFLICT (subject_key, record_key) DO UPDATE SET %3$s WHERE old.as_of < excluded.as_of',
        resource, columns, updates
    ) USING records;
    GET DIAGNOSTICS loaded = ROW_COUNT;
    RETURN loaded;
END $$;

-- As in log_levels.sql, and of the nodes only those above whole blocks of 256 leaves are kept: what is below is hashed
-- anew where a proof needs it, which takes less than to store a row for every leaf. A block is hashed once, by whoever
-- makes it whole.
CREATE OR REPLACE FUNCTION health_log_append() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    size bigint;
    height smallint := 0;
    first bigint;
    nodes bytea;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('health.log', 0));
    SELECT coalesce(max(n.index), -1) + 1 INTO size FROM health_lognode n WHERE n.level = 0;
    INSERT INTO health_lognode (level, index, hash, change_id)
        SELECT 0, size + place - 1, leaf, change
        FROM unnest(NEW.leaves, NEW.changes) WITH ORDINALITY AS fresh (leaf, change, place);
    DELETE FROM health_logturn WHERE id = NEW.id;
    first := size >> 8 << 8;
    SELECT string_agg(n.hash, ''::bytea ORDER BY n.index) INTO nodes FROM health_lognode n
        WHERE n.level = 0 AND n.index >= first AND n.index < (size + cardinality(NEW.leaves)) >> 8 << 8;
    WHILE nodes IS NOT NULL LOOP
        SELECT string_agg(sha256('\x01'::bytea || substr(nodes, 64 * pair + 1, 64)), ''::bytea ORDER BY pair) INTO nodes
            FROM generate_series(0, octet_length(nodes) / 64 - 1) AS pair;
        height := height + 1;
        first := first >> 1;
        IF height >= 8 AND nodes IS NOT NULL THEN
            INSERT INTO health_lognode (level, index, hash)
                SELECT height, first + place, substr(nodes, 32 * place + 1, 32)
                FROM generate_series(0, octet_length(nodes) / 32 - 1) AS place;
            IF first % 2 = 1 THEN
                first := first - 1;
                SELECT n.hash || nodes INTO STRICT nodes FROM health_lognode n WHERE n.level = height AND n.index = first;
            END IF;
        END IF;
    END LOOP;
    RETURN NULL;
END $$;

-- Hashes and what is sealed can't be squeezed: it isn't tried.
ALTER TABLE health_logturn ALTER leaves SET STORAGE EXTERNAL, ALTER changes SET STORAGE EXTERNAL;
ALTER TABLE health_colourchange ALTER receipt_sealed SET STORAGE EXTERNAL;

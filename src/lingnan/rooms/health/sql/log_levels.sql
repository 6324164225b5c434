-- As in log_turns.sql, and the tree grows a level at a time: a thousand leaves come to ten statements, not to a thousand
-- rounds. What is stored is the same, in the same order: a leaf, and after it the nodes that are whole with it.
CREATE OR REPLACE FUNCTION health_log_append() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    size bigint;
    height smallint := 0;
    first bigint;
    sibling bytea;
    fresh bytea[] := NEW.leaves;
    levels smallint[] := '{}';
    indices bigint[] := '{}';
    hashes bytea[] := '{}';
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('health.log', 0));
    SELECT coalesce(max(n.index), -1) + 1 INTO size FROM health_lognode n WHERE n.level = 0;
    WHILE fresh IS NOT NULL LOOP
        first := size >> height;
        levels := levels || array_fill(height, ARRAY[cardinality(fresh)]);
        indices := indices || ARRAY(SELECT generate_series(first, first + cardinality(fresh) - 1));
        hashes := hashes || fresh;
        IF first % 2 = 1 THEN
            SELECT n.hash INTO STRICT sibling FROM health_lognode n WHERE n.level = height AND n.index = first - 1;
            fresh := sibling || fresh;
        END IF;
        SELECT array_agg(whole.hash ORDER BY whole.pair) INTO fresh FROM (
            SELECT (place - 1) / 2 AS pair, sha256('\x01'::bytea || string_agg(hash, ''::bytea ORDER BY place)) AS hash
            FROM unnest(fresh) WITH ORDINALITY AS node (hash, place)
            GROUP BY (place - 1) / 2 HAVING count(*) = 2
        ) AS whole;
        height := height + 1;
    END LOOP;
    INSERT INTO health_lognode (level, index, hash, change_id)
        SELECT node.level, node.index, node.hash, node.change
        FROM unnest(levels, indices, hashes, NEW.changes) AS node (level, index, hash, change)
        ORDER BY (node.index + 1) << node.level, node.level;
    DELETE FROM health_logturn WHERE id = NEW.id;
    RETURN NULL;
END $$;

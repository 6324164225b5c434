-- Each change becomes a leaf of the log at commit: what commits is in it, what rolls back leaves no gap. The nodes above
-- it that are whole from now on are written with it (RFC 6962, section 2.1). One transaction at a time appends, from its
-- commit on; who reads a person's evidence in the same transaction has her audit chain first, so none waits in a circle.
--
-- A crowd's changes come by one statement and become leaves in one go. A trigger that waits for the commit sees rows
-- alone, so the statement leaves one row, its turn, which waits for all.
CREATE FUNCTION health_log_take_turn() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    INSERT INTO health_logturn (changes, leaves)
        SELECT array_agg(id ORDER BY id), array_agg(leaf ORDER BY id) FROM fresh HAVING count(*) > 0;
    RETURN NULL;
END $$;

CREATE TRIGGER health_log_take_turn AFTER INSERT ON health_colourchange
    REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION health_log_take_turn();

CREATE FUNCTION health_log_append() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    size bigint;
    height smallint;
    here bigint;
    hashed bytea;
    change bigint;
    -- By height: the subtree that waits for its right sibling.
    waiting bytea[] := '{}';
    levels smallint[] := '{}';
    indices bigint[] := '{}';
    hashes bytea[] := '{}';
    changes bigint[] := '{}';
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('health.log', 0));
    SELECT coalesce(max(n.index), -1) + 1 INTO size FROM health_lognode n WHERE n.level = 0;
    FOR height IN 0..62 LOOP
        IF (size >> height) % 2 = 1 THEN
            SELECT n.hash INTO STRICT hashed FROM health_lognode n
                WHERE n.level = height AND n.index = (size >> height) - 1;
            waiting[height] := hashed;
        END IF;
    END LOOP;
    FOR hashed, change IN SELECT * FROM unnest(NEW.leaves, NEW.changes) LOOP
        height := 0;
        here := size;
        levels := levels || height;
        indices := indices || here;
        hashes := hashes || hashed;
        changes := changes || change;
        WHILE here % 2 = 1 LOOP
            hashed := sha256('\x01'::bytea || waiting[height] || hashed);
            height := height + 1;
            here := here / 2;
            levels := levels || height;
            indices := indices || here;
            hashes := hashes || hashed;
            changes := changes || NULL::bigint;
        END LOOP;
        waiting[height] := hashed;
        size := size + 1;
    END LOOP;
    INSERT INTO health_lognode (level, index, hash, change_id)
        SELECT node.level, node.index, node.hash, node.change
        FROM unnest(levels, indices, hashes, changes) WITH ORDINALITY AS node (level, index, hash, change, place)
        ORDER BY node.place;
    DELETE FROM health_logturn WHERE id = NEW.id;
    RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER health_log_append AFTER INSERT ON health_logturn
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION health_log_append();

-- Each change becomes a leaf of the log at commit: what commits is in it, what rolls back leaves no gap. The nodes above
-- it that are whole from now on are written with it (RFC 6962, section 2.1). One transaction at a time appends, from its
-- commit on; who reads a person's evidence in the same transaction has her audit chain first, so none waits in a circle.
CREATE FUNCTION health_log_append() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    leaf_place bigint;
    height smallint := 0;
    here bigint;
    hashed bytea := NEW.leaf;
    sibling bytea;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('health.log', 0));
    SELECT coalesce(max(n.index), -1) + 1 INTO leaf_place FROM health_lognode n WHERE n.level = 0;
    UPDATE health_colourchange c SET place = leaf_place WHERE c.id = NEW.id;
    here := leaf_place;
    INSERT INTO health_lognode (level, index, hash) VALUES (height, here, hashed);
    WHILE here % 2 = 1 LOOP
        SELECT n.hash INTO STRICT sibling FROM health_lognode n WHERE n.level = height AND n.index = here - 1;
        hashed := sha256('\x01'::bytea || sibling || hashed);
        height := height + 1;
        here := here / 2;
        INSERT INTO health_lognode (level, index, hash) VALUES (height, here, hashed);
    END LOOP;
    RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER health_log_append AFTER INSERT ON health_colourchange
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION health_log_append();

ALTER TABLE health_colourchange ADD CONSTRAINT colour_change_leaf_is_a_hash CHECK (octet_length(leaf) = 32);

-- Nobody's colour stands by a change of somebody else's.
ALTER TABLE health_standingcolour ADD CONSTRAINT standing_colour_by_own_change
    FOREIGN KEY (change_id, subject_key) REFERENCES health_colourchange (id, subject_key);

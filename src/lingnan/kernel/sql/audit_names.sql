-- As in audit_subjects.sql, and the names are read from the body as it is written: to make a tree of it first takes
-- twice as long.
CREATE OR REPLACE FUNCTION kernel_audit_name_subjects() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    INSERT INTO kernel_auditsubject (subject_key, entry_id)
        SELECT named::bigint, NEW.id FROM json_object_keys(NEW.body::json -> 'subjects') AS named;
    RETURN NULL;
END $$;

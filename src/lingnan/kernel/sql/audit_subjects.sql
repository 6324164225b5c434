-- An entry about several names them in its body, and each finds it among hers: as the entry is taken, not when somebody
-- thinks of it. The body is what the chain covers, so who is named can't be taken out of it later.
CREATE FUNCTION kernel_audit_name_subjects() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    INSERT INTO kernel_auditsubject (subject_key, entry_id)
        SELECT named::bigint, NEW.id FROM jsonb_object_keys(NEW.body::jsonb -> 'subjects') AS named;
    RETURN NULL;
END $$;

CREATE TRIGGER kernel_audit_name_subjects AFTER INSERT ON kernel_auditentry
    FOR EACH ROW WHEN (NEW.subject_key IS NULL) EXECUTE FUNCTION kernel_audit_name_subjects();

-- As in audit_head.sql, and the heads are locked once a transaction: one that writes thousands of entries would look for
-- the unsealed ones as often as it wrote. Who forges the setting may wait in a circle, and seals nothing otherwise.
CREATE OR REPLACE FUNCTION kernel_audit_seal() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    here text := pg_current_xact_id()::text;
    link record;
BEGIN
    IF current_setting('lingnan.audit_heads', true) IS DISTINCT FROM here THEN
        PERFORM 1 FROM kernel_audithead
            WHERE chain IN (SELECT DISTINCT chain FROM kernel_auditentry WHERE seq IS NULL)
            ORDER BY chain FOR UPDATE;
        PERFORM set_config('lingnan.audit_heads', here, true);
    END IF;
    UPDATE kernel_audithead SET seq = seq + 1, hash = sha256(hash || convert_to(NEW.body, 'UTF8'))
        WHERE chain = NEW.chain RETURNING seq, hash INTO link;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'the head of audit chain % is missing', NEW.chain USING ERRCODE = 'foreign_key_violation';
    END IF;
    UPDATE kernel_auditentry SET seq = link.seq, hash = link.hash WHERE id = NEW.id;
    RETURN NULL;
END $$;

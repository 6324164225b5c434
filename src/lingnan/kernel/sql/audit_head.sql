-- As in audit.sql, and a chain without its head is refused: what can't be sealed is not done. A head made anew would let
-- the trail begin again where somebody cut it off.
CREATE OR REPLACE FUNCTION kernel_audit_seal() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    link record;
BEGIN
    PERFORM 1 FROM kernel_audithead
        WHERE chain IN (SELECT DISTINCT chain FROM kernel_auditentry WHERE seq IS NULL)
        ORDER BY chain FOR UPDATE;
    UPDATE kernel_audithead SET seq = seq + 1, hash = sha256(hash || convert_to(NEW.body, 'UTF8'))
        WHERE chain = NEW.chain RETURNING seq, hash INTO link;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'the head of audit chain % is missing', NEW.chain USING ERRCODE = 'foreign_key_violation';
    END IF;
    UPDATE kernel_auditentry SET seq = link.seq, hash = link.hash WHERE id = NEW.id;
    RETURN NULL;
END $$;

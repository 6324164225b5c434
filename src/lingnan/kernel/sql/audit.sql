-- Seals audit entries at commit. The heads of all chains that this transaction touched are locked in one order, so two
-- transactions that touch the same chains wait for each other and never block each other for good.
INSERT INTO kernel_audithead (chain, seq, hash) SELECT n, 0, '' FROM generate_series(0, 63) AS n;

CREATE FUNCTION kernel_audit_seal() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    link record;
BEGIN
    PERFORM 1 FROM kernel_audithead
        WHERE chain IN (SELECT DISTINCT chain FROM kernel_auditentry WHERE seq IS NULL)
        ORDER BY chain FOR UPDATE;
    UPDATE kernel_audithead SET seq = seq + 1, hash = sha256(hash || convert_to(NEW.body, 'UTF8'))
        WHERE chain = NEW.chain RETURNING seq, hash INTO link;
    UPDATE kernel_auditentry SET seq = link.seq, hash = link.hash WHERE id = NEW.id;
    RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER kernel_audit_seal AFTER INSERT ON kernel_auditentry
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION kernel_audit_seal();

CREATE INDEX audit_unsealed ON kernel_auditentry (chain) WHERE seq IS NULL;

-- What the gates read, and nothing else: their whole contract with this database.
--
-- Numbers from a sequence are visible out of order: 7 may commit before 6, and a follower who has seen 7 would never
-- look for 6. So a change carries its transaction, and a follower's cursor is a snapshot (pg_current_snapshot): new is
-- what that snapshot could not see. No lock, no number to wait for, no commit ever missed.
ALTER TABLE codes_change ADD COLUMN txid xid8 NOT NULL DEFAULT pg_current_xact_id();
CREATE INDEX codes_change_by_txid ON codes_change (txid);

CREATE FUNCTION codes_change_notify() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('codes_change', '');
    RETURN NULL;
END $$;
CREATE TRIGGER codes_change_notify AFTER INSERT ON codes_change
    FOR EACH STATEMENT EXECUTE FUNCTION codes_change_notify();

-- A revocation is final, whoever writes.
CREATE FUNCTION codes_stay_revoked() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'what is revoked stays revoked' USING ERRCODE = 'check_violation';
END $$;
CREATE TRIGGER codes_stay_revoked BEFORE UPDATE ON codes_statusentry
    FOR EACH ROW WHEN (OLD.status = 1 AND NEW.status <> 1) EXECUTE FUNCTION codes_stay_revoked();
CREATE TRIGGER codes_stay_revoked BEFORE UPDATE ON codes_key
    FOR EACH ROW WHEN (OLD.revoked_at IS NOT NULL AND NEW.revoked_at IS DISTINCT FROM OLD.revoked_at)
    EXECUTE FUNCTION codes_stay_revoked();

CREATE VIEW gate_status AS SELECT list_id, index, status FROM codes_statusentry WHERE status <> 0;
CREATE VIEW gate_list AS SELECT id, kind FROM codes_statuslist;
CREATE VIEW gate_withdrawal AS
    SELECT list_id, index, paper_withdrawn_at FROM codes_statusentry WHERE paper_withdrawn_at IS NOT NULL;
CREATE VIEW gate_change AS SELECT id, txid, topic, list_id, index, status FROM codes_change;
-- Gates open shared secrets and verify with public parts: no signing key crosses this view.
CREATE VIEW gate_key AS
    SELECT purpose, public, CASE WHEN public IS NULL THEN sealed END AS sealed, not_before, not_after, revoked_at
    FROM codes_key;

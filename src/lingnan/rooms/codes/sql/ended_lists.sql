-- A list whose kind has ended: its statuses are gone, so that every one of them would read as valid.
CREATE OR REPLACE VIEW gate_list AS SELECT id, kind, ended_at IS NOT NULL AS is_ended FROM codes_statuslist;

CREATE TRIGGER codes_stay_ended BEFORE UPDATE ON codes_statuslist
    FOR EACH ROW WHEN (OLD.ended_at IS NOT NULL AND NEW.ended_at IS DISTINCT FROM OLD.ended_at)
    EXECUTE FUNCTION codes_stay_revoked();

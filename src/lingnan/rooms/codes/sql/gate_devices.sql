-- Which devices a gate answers: by the digest of a key that the device alone has. No name and no place of it.
CREATE VIEW gate_device AS
    SELECT key_digest, uuid, revoked_at IS NOT NULL AS is_revoked FROM codes_device WHERE paired_at IS NOT NULL;

CREATE TRIGGER codes_stay_revoked BEFORE UPDATE ON codes_device
    FOR EACH ROW WHEN (OLD.revoked_at IS NOT NULL AND NEW.revoked_at IS DISTINCT FROM OLD.revoked_at)
    EXECUTE FUNCTION codes_stay_revoked();

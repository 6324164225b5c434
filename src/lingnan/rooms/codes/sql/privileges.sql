-- Keys, statuses and scans are added and changed; nothing of them is ever deleted, and a scan or a change is final.
REVOKE DELETE, TRUNCATE ON codes_key, codes_statuslist, codes_statusentry, codes_scan FROM APP_ROLE;
REVOKE UPDATE, TRUNCATE ON codes_change FROM APP_ROLE;
REVOKE UPDATE ON codes_scan FROM APP_ROLE;
REVOKE DELETE, TRUNCATE ON codes_device FROM APP_ROLE;
REVOKE DELETE, TRUNCATE ON codes_venue FROM APP_ROLE;
REVOKE UPDATE, DELETE, TRUNCATE ON codes_inspection FROM APP_ROLE;
-- PostgreSQL would write through a plain view with its owner's rights.
REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON gate_key, gate_list, gate_status, gate_withdrawal, gate_change FROM APP_ROLE;

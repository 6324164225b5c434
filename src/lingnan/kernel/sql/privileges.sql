-- The audit trail grows and is read; it is never rewritten.
REVOKE UPDATE, DELETE, TRUNCATE ON kernel_auditentry, kernel_audithead FROM APP_ROLE;
REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON kernel_auditsubject FROM APP_ROLE;

-- Shared resources are entered through these two doors only, and left by the third.
GRANT EXECUTE ON FUNCTION exchange_read, exchange_load, exchange_expire TO APP_ROLE;

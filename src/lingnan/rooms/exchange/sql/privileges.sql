-- Shared resources are entered through these doors only, and left by the last.
GRANT EXECUTE ON FUNCTION
    exchange_read, exchange_read_many, exchange_scan, exchange_load,
    exchange_list_values, exchange_find, exchange_expire
    TO APP_ROLE;

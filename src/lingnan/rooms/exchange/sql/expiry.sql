-- The only way in which the application can destroy records: those whose last day is over, whatever day it names.
CREATE FUNCTION exchange_expire(resource text, day date) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    destroyed bigint;
BEGIN
    EXECUTE format('DELETE FROM exchange.%I WHERE kept_until < $1', resource)
        USING least(day, (now() AT TIME ZONE 'Asia/Shanghai')::date);
    GET DIAGNOSTICS destroyed = ROW_COUNT;
    RETURN destroyed;
END $$;

REVOKE ALL ON FUNCTION exchange_expire FROM PUBLIC;

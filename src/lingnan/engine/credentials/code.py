"""A scanned code, whichever kind it is: a rotating token from a screen or a long-lived credential from paper."""

from datetime import datetime, timedelta

from lingnan.engine.credentials.claims import LEEWAY
from lingnan.engine.credentials.cose import TAG_MAC0, read_message
from lingnan.engine.credentials.credential import Credential, open_credential_message
from lingnan.engine.credentials.key_set import KeySet
from lingnan.engine.credentials.payload import decode_payload
from lingnan.engine.credentials.token import Token, open_token_message


def open_code(*, text: str, keys: KeySet, at: datetime, leeway: timedelta = LEEWAY) -> Token | Credential:
    """Check the text of a scanned code and give what it shows; the credential's status is still to be looked up.

    Raises NotOurCode, TooLarge, Truncated, Malformed, UnknownKey, Tampered, KeyRevoked, KeyOutOfPeriod, NotYetValid,
    Expired.
    """
    message = read_message(decode_payload(text))
    if message.tag == TAG_MAC0:
        return open_token_message(message=message, keys=keys, at=at, leeway=leeway)
    return open_credential_message(message=message, keys=keys, at=at, leeway=leeway)

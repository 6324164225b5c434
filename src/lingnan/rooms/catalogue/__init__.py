"""Services, rules and standards as content: loaded, checked, published as immutable versions."""

"""People, enterprises, families, officers; sign-in; who may act for whom."""

"""Electronic licences: issue, show, revoke."""

"""Who works here: members and their seats, invitations, joining. For administrators."""

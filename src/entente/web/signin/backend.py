"""Who signs in: found as the house knows members, by the key of their address."""

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth.base_user import AbstractBaseUser

from entente.workspace import queries as workspace


class ByAnySpelling(AuthenticationBackend):
    """The library looks for the address in small letters, exactly; we keep it as it was typed."""

    def _authenticate_by_email(self, email: str, password: str) -> AbstractBaseUser | None:
        return self._check_password(workspace.account_at(email=email), password)

"""Password hashes: argon2id with the parameters OWASP recommends for a busy web server."""

from functools import lru_cache

from argon2 import PasswordHasher, Type
from argon2.exceptions import InvalidHashError, VerificationError

from chassis.settings import from_environment

MINIMUM = 10


@lru_cache(maxsize=1)
def _hasher() -> PasswordHasher:
    cheap = from_environment().cheap_passwords  # for tests, which make hundreds of users
    return PasswordHasher(
        time_cost=1 if cheap else 2, memory_cost=8 if cheap else 19456, parallelism=1, type=Type.ID
    )  # fmt: skip


@lru_cache(maxsize=1)
def _nobody() -> str:
    return _hasher().hash("nobody has this password")


def make_hash(password: str) -> str:
    """The salted hash to store."""
    return _hasher().hash(password)


def verify(stored: str | None, password: str) -> bool:
    """Whether the password is right. An unknown user costs the same time as a wrong password."""
    try:
        return _hasher().verify(stored or _nobody(), password) and stored is not None
    except (VerificationError, InvalidHashError):
        return False


def outdated(stored: str) -> bool:
    """Whether the hash was made with other parameters and should be made anew at the next sign-in."""
    return _hasher().check_needs_rehash(stored)

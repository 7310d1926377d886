"""Words with places in them, as a Hungarian would say them."""

import pytest

from chassis.i18n import with_articles


@pytest.mark.parametrize(
    ("filled", "said"),
    [
        ("A(z) INV-2026-7 számla", "Az INV-2026-7 számla"),
        ("A(z) SO-2026-7 rendelés", "Az SO-2026-7 rendelés"),
        ("a(z) SZ-7 szerződés, a(z) Q-3 ajánlat", "az SZ-7 szerződés, a Q-3 ajánlat"),
        ("A(z) NAV lehetőség", "A NAV lehetőség"),
        ("A(z) SZTK lehetőség", "Az SZTK lehetőség"),
        ("a(z) „Őszi” lehetőség", "az „Őszi” lehetőség"),
        ("A(z) Nagy üzlet", "A Nagy üzlet"),
        ("a(z) 1. sor, mint a(z) 10.", "az 1. sor, mint a 10."),
        ("a(z) 5. és a(z) 1000. sor", "az 5. és az 1000. sor"),
        ("a(z) 100. és a(z) 24. sor", "a 100. és a 24. sor"),
        ("Itt nincs névelő (z)", "Itt nincs névelő (z)"),
    ],
)
def test_the_article_fits_what_follows(filled: str, said: str) -> None:
    assert with_articles(filled) == said

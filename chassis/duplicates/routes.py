"""The routes of a kind that seeks duplicates."""

from typing import TYPE_CHECKING

from chassis.duplicates import pairs, similar
from chassis.resource import Route

if TYPE_CHECKING:
    from chassis.resource import Resource


def routes(resource: "Resource") -> list[Route]:
    """Similar records at entry for all who may view; the pairs of a scan for those who may do something about them."""
    if resource.duplicates is None:
        return []
    many = f"/{resource.collection}"
    found = f"{many}/duplicates"
    verb = "merge" if resource.merged else "edit"
    plural = resource.readable_plural().lower()
    query = similar.query_of(resource)
    return [
        Route(
            "GET", f"{many}/similar", similar.similar(resource), "view", f"{plural.capitalize()} that may be the same",
            query=query, response=similar.SimilarList,
        ),
        Route(
            "GET", found, pairs.listed(resource), verb, f"Pairs of {plural} that may be the same",
            query=pairs.PairsIn, response=pairs.PairList,
        ),
        Route(
            "POST", f"{found}/scans", pairs.started(resource), verb, f"Look for duplicates among all {plural}",
            response=pairs.ScanOut, status=202,
        ),
        Route(
            "GET", f"{found}/scans/latest", pairs.latest(resource), verb, "How far the newest scan is",
            response=pairs.ScanOut,
        ),
        Route(
            "POST", f"{found}/{{pair}}/distinct", pairs.decided(resource, "distinct"), verb,
            "The two are not the same: never offer them again", response=pairs.PairOut,
        ),
        Route(
            "POST", f"{found}/{{pair}}/reopen", pairs.decided(resource, "open"), verb,
            "Offer a pair again that was set aside", response=pairs.PairOut,
        ),
    ]  # fmt: skip

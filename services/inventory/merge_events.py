"""The events by which others learn that vendors are one now, or no longer."""

from chassis.merging.events import merge_events

VendorMerged, VendorMergeUndone = merge_events(
    "inventory.Vendor",
    "Vendors",
    {
        "merge_id": "0197a1b2-0000-7000-8000-0000000000c4",
        "name": "Alföldi Bútoripari Kft.",
        "merged": ["0197a1b2-0000-7000-8000-0000000000e2"],
        "others": [{"id": "0197a1b2-0000-7000-8000-0000000000e2", "name": "Alföldi Bútor Kft."}],
    },
)

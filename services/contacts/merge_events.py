"""The events by which others learn that records of contacts are one now, or no longer."""

from chassis.merging.events import merge_events

OrganizationMerged, OrganizationMergeUndone = merge_events(
    "contacts.Organization",
    "Organizations",
    {
        "merge_id": "0197a1b2-0000-7000-8000-0000000000c1",
        "name": "Tisza Faipari Kft.",
        "merged": ["0197a1b2-0000-7000-8000-0000000000a2"],
        "others": [{"id": "0197a1b2-0000-7000-8000-0000000000a2", "name": "TISZA FAIPARI"}],
    },
)
PersonMerged, PersonMergeUndone = merge_events(
    "contacts.Person",
    "People",
    {
        "merge_id": "0197a1b2-0000-7000-8000-0000000000c2",
        "name": "dr. Szabó Júlia",
        "merged": ["0197a1b2-0000-7000-8000-0000000000b2"],
        "others": [{"id": "0197a1b2-0000-7000-8000-0000000000b2", "name": "Szabó J."}],
    },
)

MERGE_EVENTS = [OrganizationMerged, OrganizationMergeUndone, PersonMerged, PersonMergeUndone]

"""What depends on the database works on PostgreSQL as it does on SQLite: the same tests, run there."""

import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from chassis.migrate import migrate
from chassis.settings import Settings
from chassis.tables import metadata
from services.contacts.base import Base
from services.contacts.tests import (
    test_card,
    test_consents,
    test_contracts,
    test_demo,
    test_export,
    test_figures,
    test_files,
    test_greetings,
    test_handlers,
    test_import,
    test_organizations,
    test_positions,
    test_privacy,
    test_segment_rules,
    test_segments,
    test_timeline,
    test_tree,
)
from tests.support.servers import databases
from tests.support.service import ServiceHarness

pytestmark = pytest.mark.postgresql

CASES: list[Callable[[ServiceHarness], None]] = [
    test_card.test_a_group_is_the_firm_with_all_below_it,
    test_card.test_purchases_by_line_and_by_product,
    test_card.test_purchases_are_seen_by_those_who_see_the_documents,
    test_card.test_revenue_of_two_years_month_by_month,
    test_consents.test_a_consent_sets_the_flag_of_its_channel_and_a_withdrawal_takes_it_back,
    test_consents.test_ticks_of_a_form_become_rows,
    test_contracts.test_the_owner_hears_once_of_each_end,
    test_contracts.test_is_there_a_valid_contract,
    test_demo.test_it_loads,
    test_export.test_what_was_exported_can_be_imported,
    test_figures.test_purchases_are_the_lines_of_orders_and_of_invoices_without_one,
    test_figures.test_revenue_is_net_and_by_the_day_of_issue,
    test_figures.test_the_last_contact_is_the_last_that_was_one,
    test_figures.test_what_is_owed_is_what_payments_leave_open,
    test_files.test_equal_contents_are_kept_once,
    test_greetings.test_the_turn_of_the_year_is_in_order,
    test_handlers.test_a_converted_lead_becomes_organization_and_person,
    test_handlers.test_figures_add_up,
    test_handlers.test_figures_show_only_what_may_be_seen,
    test_import.test_a_rehearsal_tells_everything_and_changes_nothing,
    test_import.test_existing_records_are_skipped_updated_or_made_again,
    test_import.test_links_are_found_by_name_and_defaults_fill_in,
    test_organizations.test_no_organization_is_above_itself,
    test_organizations.test_similar_organizations_are_found_at_entry,
    test_organizations.test_the_list_sorts_in_hungarian_and_finds_without_accents,
    test_privacy.test_a_merge_that_was_undone_leaves_the_other_alone_but_keeps_nothing_of_the_erased,
    test_privacy.test_a_sole_trader_goes_with_the_person_and_takes_nobody_along,
    test_privacy.test_an_old_list_does_not_bring_back_who_was_erased,
    test_privacy.test_due_for_deletion_are_those_of_whom_nothing_was_heard_for_long,
    test_privacy.test_how_many_are_due_is_said_while_there_are_any,
    test_privacy.test_of_those_due_erasure_requests_are_made_once,
    test_privacy.test_who_was_merged_into_an_erased_person_is_erased_too,
    test_positions.test_the_chart_shows_who_was_there_on_a_day,
    test_positions.test_positions_end_and_begin_as_days_pass,
    test_positions.test_whom_one_may_not_see_has_no_name_in_the_chart,
    test_tree.test_the_whole_group_from_anywhere_in_it,
    test_tree.test_what_may_not_be_seen_has_no_name,
    test_tree.test_two_that_put_each_other_above_themselves_at_once_make_no_ring,
    test_tree.test_two_that_become_each_others_parent_at_once_make_no_ring,
    test_segment_rules.test_the_database_answers_as_reading_by_hand_does,
    test_segments.test_a_purchase_makes_the_customer_enter,
    test_segments.test_a_list_is_filled_from_a_file,
    test_segments.test_birthdays_to_come_make_a_segment_that_time_changes,
    test_segments.test_lists_kept_by_hand_follow_a_merge_and_its_undoing,
    test_segments.test_months_of_birthdays_and_name_days,
    test_segments.test_membership_follows_changes_and_tells_each_passage_once,
    test_segments.test_people_follow_their_organization,
    test_segments.test_segments_made_by_hand,
    test_segments.test_why_tells_each_condition_with_its_value,
    test_timeline.test_a_manager_sees_what_his_sellers_own,
    test_timeline.test_a_firms_timeline_has_what_happened_to_its_people_once,
    test_timeline.test_it_can_be_narrowed_by_topic_period_and_words,
    test_timeline.test_newest_first_in_pages,
    test_timeline.test_what_one_may_not_see_is_not_there,
]


@pytest.fixture(scope="module")
def server() -> Iterator[ServiceHarness]:
    """Contacts on PostgreSQL."""
    with databases("contacts") as url, tempfile.TemporaryDirectory() as folder:
        service = ServiceHarness("contacts", Settings(data_dir=Path(folder), database_urls={"*": url}))
        yield service
        service.close()


@pytest.fixture
def emptied(server: ServiceHarness) -> ServiceHarness:
    """The same with all tables empty."""
    names = ", ".join([*metadata.tables, *Base.metadata.tables])
    with server.session() as session:
        session.execute(text(f"TRUNCATE {names} CASCADE"))
    return server


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.__name__)
def test_the_same_holds(emptied: ServiceHarness, case: Callable[[ServiceHarness], None]) -> None:
    assert emptied.runtime.database.engine.dialect.name == "postgresql"
    case(emptied)


def test_texts_that_lists_filter_by_have_an_index_made_once(server: ServiceHarness) -> None:
    query = text("SELECT oid::bigint, pg_get_indexdef(oid) FROM pg_class WHERE relname = 'ix_organizations_texts'")
    with server.session() as session:
        oid, shape = session.execute(query).one()
    assert "name gin_trgm_ops" in shape
    assert "email gin_trgm_ops" in shape
    migrate(server.runtime)
    with server.session() as session:
        assert session.execute(query).one().oid == oid

"""Contracts as a kind of record."""

from chassis.resource import Action, Resource, Route
from services.contacts.contracts.commands import (
    activate_contract,
    create_contract,
    terminate_contract,
    update_contract,
)
from services.contacts.contracts.events import ContractCreated, ContractDeleted, ContractUpdated
from services.contacts.contracts.models import Contract
from services.contacts.contracts.queries import show_valid
from services.contacts.contracts.schemas import (
    ActivateIn,
    ContractSchema,
    TerminateIn,
    ValidContract,
    ValidQuery,
)

CONTRACTS = Resource(
    kind="contract",
    collection="contracts",
    model=Contract,
    schema=ContractSchema,
    icon="file-certificate",
    order=40,
    title="title",
    columns=("title", "number", "organization_id", "contract_kind", "status", "valid_until", "value", "owner_id"),
    sort="valid_until",
    search=("title", "number"),
    create=create_contract,
    update=update_contract,
    created=ContractCreated,
    updated=ContractUpdated,
    deleted=ContractDeleted,
    restored=ContractUpdated,
    importable=True,
    match=("number",),
    actions=(
        Action(
            "activate",
            activate_contract,
            schema=ActivateIn,
            label="Put into force",
            when={"status": ["draft"]},
            style="primary",
            icon="check",
        ),
        Action(
            "terminate",
            terminate_contract,
            schema=TerminateIn,
            label="Terminate",
            when={"status": ["active"]},
            style="danger",
            icon="ban",
        ),
    ),
    routes=(
        Route(
            "GET",
            "/organizations/{id}/contracts/valid",
            show_valid,
            "view",
            "Whether an organization has a contract that holds, and which",
            query=ValidQuery,
            response=ValidContract,
        ),
    ),
)

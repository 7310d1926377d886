"""More organizations than one wants to import: copies of those that the product took in, straight in its database."""

from sqlalchemy import inspect, text

from chassis.db import Database
from tests.bench.product import Product

CHANGED = ("id", "name", "website")  # a copy's website is the id of its original
HEX = "hex(randomblob({}))"
DIALECTS = {
    "sqlite": {
        "id": "lower(" + " || '-' || ".join(HEX.format(size) for size in (4, 2, 2, 2, 6)) + ")",
        "record_id": "s.record_id",  # compared as it is, for its index
        "numbers": "(WITH RECURSIVE c AS (SELECT 1 n UNION ALL SELECT n+1 FROM c WHERE n < :times) SELECT n FROM c) c",
    },
    "postgresql": {
        "id": "gen_random_uuid()",
        "record_id": "CAST(s.record_id AS text)",
        "numbers": "generate_series(1, :times) AS c(n)",
    },
}
COPY = """
INSERT INTO organizations (id, name, website, {same})
SELECT {id}, o.name || ' ' || c.n, CAST(o.id AS text), {same} FROM organizations o CROSS JOIN {numbers} LIMIT :missing
"""
SEARCH = """
INSERT INTO search_index (noun, record_id, title, hint, owner_id, owner_path, text)
SELECT s.noun, o.id, o.name, s.hint, s.owner_id, s.owner_path, s.text
FROM organizations o JOIN search_index s ON {record_id} = o.website AND s.noun = 'organization'
WHERE NOT EXISTS (SELECT 1 FROM search_index k WHERE k.record_id = o.id AND k.noun = 'organization')
"""


def multiply(product: Product, size: int) -> None:
    """Copy organizations, with what search knows of them, until there are `size`."""
    engine = Database(product.database_url("contacts")).engine  # the chassis' own, for its collation
    names = [column["name"] for column in inspect(engine).get_columns("organizations")]
    same = ", ".join(f'"{name}"' for name in names if name not in CHANGED)
    with engine.begin() as connection:
        there = connection.scalar(text("SELECT count(*) FROM organizations")) or 0
        copy = COPY.format(same=same, **DIALECTS[engine.dialect.name])
        connection.execute(text(copy), {"times": -(-(size - there) // there), "missing": size - there})
        connection.execute(text(SEARCH.format(**DIALECTS[engine.dialect.name])))
    with engine.connect() as connection:
        connection.execution_options(isolation_level="AUTOCOMMIT").execute(text("ANALYZE"))
    engine.dispose()

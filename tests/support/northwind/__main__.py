"""`python -m tests.support.northwind FOLDER`."""

import json
import logging
import sys
import tempfile
from pathlib import Path

from chassis import logs
from tests.support.northwind import embedded, prove


def main(arguments: list[str]) -> int:
    """Run the proof on a folder; 1 when something does not agree."""
    logs.configure(logging.WARNING)
    with tempfile.TemporaryDirectory(prefix="kapocs-northwind-") as data, embedded(Path(data)) as api:
        outcome = prove(api, Path(arguments[0]))
    print(json.dumps({"figures": outcome.figures, "problems": outcome.problems}, indent=2, ensure_ascii=False))
    return 1 if outcome.problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

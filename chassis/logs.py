"""Structured logs: one JSON line per request and per event, with request and correlation id, no personal data."""

import logging
import sys
from typing import Any

import structlog


def configure(level: int = logging.INFO, *, stream: Any = None) -> None:
    """Send all logs to standard error as JSON lines."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
    ]
    structlog.configure(
        processors=[*shared, structlog.processors.JSONRenderer(ensure_ascii=False)],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(stream or sys.stderr),
        cache_logger_on_first_use=True,
    )


log: Any = structlog.get_logger()

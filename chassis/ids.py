"""UUIDv7 identifiers (RFC 9562): unique everywhere, and sorted by the time they were made."""

import os
import re
import threading
import time

_SHAPE = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_lock = threading.Lock()
_last = 0


def new_id() -> str:
    """Return a new UUIDv7 as its 36-character text; ids made by one process never go backwards."""
    global _last
    # 48 bits of milliseconds and 12 bits of the fraction below them (RFC 9562 §6.2, method 3).
    ticks = time.time_ns() * 4096 // 1_000_000
    with _lock:
        _last = ticks = max(ticks, _last + 1)
    head = f"{ticks >> 12:012x}"
    tail = int.from_bytes(os.urandom(8), "big") & 0x3FFF_FFFF_FFFF_FFFF | 0x8000_0000_0000_0000
    rest = f"{tail:016x}"
    return f"{head[:8]}-{head[8:]}-7{ticks & 0xFFF:03x}-{rest[:4]}-{rest[4:]}"


def is_id(text: object) -> bool:
    """Tell whether `text` is a UUID in its canonical lower-case form."""
    return isinstance(text, str) and _SHAPE.fullmatch(text) is not None

"""The floor: the very rows a desk wrote, appended by a bare loop to a file with the same schema, key and settings.

No command, no rule, no seal and no chain: what is left is what SQLCipher and the disk take for rows of that size in
commits of that many.
"""

from __future__ import annotations

import os
import secrets
import time
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlcipher3 import dbapi2 as sqlcipher

from naru.vault.log.interface import Row
from naru.vault.log.sqlcipher import FILE, create

SETTINGS = ("journal_mode=WAL", "synchronous=FULL", "temp_store=MEMORY", "secure_delete=ON", "busy_timeout=0")


def append(home: Path, rows: Sequence[Row], size: int) -> float:
    """Append rows in commits of `size`: seconds until the last one is durable."""
    with TemporaryDirectory(prefix="naru-bench-", dir=home) as folder:
        path, key = Path(folder) / FILE, secrets.token_bytes(32)
        create(path.parent, key, bytes(16)).close()
        db = sqlcipher.connect(str(path), isolation_level=None)
        db.execute(f"PRAGMA key=\"x'{key.hex()}'\"")
        for setting in SETTINGS:
            db.execute(f"PRAGMA {setting}")
        begin = time.perf_counter()
        for at in range(0, len(rows), size):
            db.execute("BEGIN IMMEDIATE")
            db.executemany("INSERT INTO log VALUES (?,?,?,?)", rows[at : at + size])
            db.execute("COMMIT")
        seconds = time.perf_counter() - begin
        db.close()
    return seconds


def flushes(home: Path, count: int = 300) -> float:
    """Flushes of 4 KiB a second, on this disk and now."""
    with TemporaryDirectory(prefix="naru-bench-", dir=home) as folder:
        fd = os.open(Path(folder) / "probe", os.O_RDWR | os.O_CREAT, 0o600)
        block = secrets.token_bytes(4096)
        os.pwrite(fd, block * count, 0)
        os.fsync(fd)
        begin = time.perf_counter()
        for at in range(count):
            os.pwrite(fd, block, at * 4096)
            os.fdatasync(fd)
        seconds = time.perf_counter() - begin
        os.close(fd)
    return count / seconds

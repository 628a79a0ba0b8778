"""Fixtures that every integration test may ask for."""

from databases import (
    empty_url,
    engine,
    migrated_postgres,
    migrated_sqlite,
    postgres,
    sqlite_store,
    sqlite_url,
    store,
    store_url,
)

__all__ = [
    "empty_url",
    "engine",
    "migrated_postgres",
    "migrated_sqlite",
    "postgres",
    "sqlite_store",
    "sqlite_url",
    "store",
    "store_url",
]

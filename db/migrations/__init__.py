"""Migrations of the challenge database, run by :mod:`db.migrate`."""

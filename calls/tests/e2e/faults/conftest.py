"""An internet of network namespaces, and the site in it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from calls.tests.harness.network.hosts import Internet
from calls.tests.harness.network.remote_site import RemoteSite, StunSite
from calls.tests.harness.sites import sqlite_copy


@pytest.fixture(scope="module")
def internet(namespaces: None) -> Iterator[Internet]:
    internet = Internet()
    yield internet
    internet.stop()


@pytest.fixture(scope="module")
def remote_site(internet: Internet, migrated_file: Path, static_root: str) -> Iterator[RemoteSite]:
    site = RemoteSite(internet, sqlite_copy(migrated_file), TEST_STATIC_ROOT=static_root)
    yield site
    site.stop()


@pytest.fixture(scope="module")
def stun_site(internet: Internet, migrated_file: Path, static_root: str) -> Iterator[StunSite]:
    site = StunSite(internet, sqlite_copy(migrated_file), TEST_STATIC_ROOT=static_root)
    yield site
    site.stop()

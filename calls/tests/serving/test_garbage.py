"""Full garbage collections of a worker: what a long one leaves is not looked through again, until many sockets end."""

import gc
import weakref
from collections.abc import Iterator

import pytest

from videochat.serving.garbage import GarbageCollections

FEW = 3


class Cycle:
    def __init__(self) -> None:
        self.itself = self


@pytest.fixture
def collections() -> Iterator[GarbageCollections]:
    found = GarbageCollections(freeze_seconds=0, min_ended=FEW)
    found.start()
    yield found
    found.stop()


def test_what_a_long_collection_has_left_is_set_aside(collections: GarbageCollections) -> None:
    before = gc.get_freeze_count()
    kept = [Cycle() for _ in range(1000)]
    gc.collect(1)
    assert gc.get_freeze_count() == before
    gc.collect()
    assert gc.get_freeze_count() >= before + len(kept)


def test_cycles_that_were_set_aside_go_once_as_many_sockets_have_ended(collections: GarbageCollections) -> None:
    cycle = Cycle()
    watched = weakref.ref(cycle)
    gc.collect()
    del cycle
    gc.collect()
    for _ in range(FEW):
        assert watched() is not None
        collections.on_socket_ended(still_open=5)
    assert watched() is None
    # From now on, as many as were open then.
    cycle = Cycle()
    watched = weakref.ref(cycle)
    gc.collect()
    del cycle
    for _ in range(5):
        assert watched() is not None
        collections.on_socket_ended(still_open=5)
    assert watched() is None


def test_a_short_collection_sets_nothing_aside() -> None:
    collections = GarbageCollections(freeze_seconds=3600)
    collections.start()
    try:
        before, kept = gc.get_freeze_count(), [Cycle() for _ in range(1000)]
        gc.collect()
        assert gc.get_freeze_count() == before and kept
    finally:
        collections.stop()

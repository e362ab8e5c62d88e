"""A socket leaves every group that it has joined, even if the message layer has failed."""

import asyncio

import pytest

from calls.group_membership import GroupMembership


class FailingLayer:
    """Subscribes before it fails, as the Redis layer does when Redis does not confirm in time."""

    def __init__(self) -> None:
        self.joined: set[str] = set()
        self.fails = {"broken"}

    def try_group_add(self, _group: str, _channel: str) -> bool:
        return False

    def try_group_discard(self, _group: str, _channel: str) -> bool:
        return False

    async def group_add(self, group: str, _channel: str) -> None:
        await asyncio.sleep(0.01 if group == "slow" else 0)
        self.joined.add(group)
        if group in self.fails:
            raise ConnectionError

    async def group_discard(self, group: str, _channel: str) -> None:
        if group in self.fails:
            raise ConnectionError
        self.joined.discard(group)


async def test_a_failed_join_leaks_no_group() -> None:
    layer = FailingLayer()
    membership = GroupMembership(layer, "channel")
    with pytest.raises(ConnectionError):
        await membership.join(["broken", "slow", "quick"])
    layer.fails.clear()
    await membership.leave_all()
    await asyncio.sleep(0.02)
    assert layer.joined == set()


async def test_a_cancelled_join_leaks_no_group() -> None:
    layer = FailingLayer()
    membership = GroupMembership(layer, "channel")
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.005):
            await membership.join(["quick", "slow"])
    await membership.leave_all()
    await asyncio.sleep(0.02)
    assert layer.joined == set()


async def test_a_group_that_could_not_be_left_is_left_later() -> None:
    layer = FailingLayer()
    membership = GroupMembership(layer, "channel")
    with pytest.raises(ConnectionError):
        await membership.join(["broken", "quick"])
    await membership.leave_all()
    assert layer.joined == membership.groups == {"broken"}
    layer.fails.clear()
    await membership.leave_all()
    assert layer.joined == membership.groups == set()

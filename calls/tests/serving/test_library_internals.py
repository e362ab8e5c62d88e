"""The undocumented names of libraries that the code relies on still exist.

A new version of a library that changes one fails here first.

Each row says which module relies on it and what for. docs/architecture.md lists them as well.
"""

import inspect
from typing import Any

import pytest
from aioice import stun, turn
from allauth.core.internal import ratelimit
from allauth.socialaccount.internal.flows import signup
from autobahn.twisted.websocket import WebSocketServerFactory, WebSocketServerProtocol
from autobahn.websocket.xormasker import XorMaskerNull
from channels import consumer
from channels_redis import utils
from channels_redis.pubsub import RedisPubSubChannelLayer, RedisPubSubLoopLayer
from daphne.http_protocol import WebRequest
from daphne.server import Server
from daphne.ws_protocol import WebSocketProtocol
from django.contrib.staticfiles.storage import ManifestStaticFilesStorage
from django.core.cache.backends.redis import RedisCache
from django.db.backends.postgresql.base import DatabaseWrapper
from psycopg import Connection
from redis.asyncio import ConnectionPool
from redis.asyncio.connection import AbstractConnection
from twisted.internet.abstract import FileDescriptor
from twisted.internet.tcp import Connection as TcpConnection
from twisted.internet.tcp import Port
from twisted.web.http import HTTPChannel, Request

from calls.accounts.providers.views import PENDING

DRAINING = "videochat/serving/draining.py and server.py: close sockets and wait for applications"
LIMITS = "videochat/serving/limiting/websocket.py: cut off a client that floods or does not read"
BODY = "videochat/serving/limiting/request.py: refuse a large body before it is read"
DEADLINES = "videochat/serving/limiting/: request.py and websocket.py: close a client that sends too slowly"
MEMORY = "videochat/serving/limiting/: break the reference cycles of a closed socket, keep no headers of an open one"
QUEUE = "videochat/serving/server.py: a smaller queue between daphne and a socket's application"
PROMPT_WRITES = "videochat/serving/prompt_writes.py: send without asking the system first"
FRAMES = "videochat/serving/whole_frames.py: read and write whole text frames"
TIMEOUTS = "videochat/database/timeouts.py: notice a PostgreSQL that does not answer"
START = "videochat/database/probe.py and calls/pages/static_files/collected.py: say why a worker cannot start"
BUNDLES = "calls/pages/static_files/storage.py: the manifest leads from a source file to its bundle"
CACHE = "videochat/cache.py: one connection pool for all threads"
RATE_LIMITS = "calls/accounts/sign_in/login_limits.py: limits by name and address together"
LAYER = "videochat/layer/: publish in batches, receive without polling"
NETWORK_CHECK = "calls/network_check/: requests of STUN and TURN one by one, with time limits"
CONNECTS = "videochat/serving/limiting/websocket.py: a new connection copies and prints no options"
DISPATCH = "calls/signaling/json_consumer.py: dispatch without a hop to the database's thread"

METHODS = [
    (Server.create_application, ["protocol", "scope"], DRAINING),
    (Server.listen_success, ["port"], DRAINING),
    (Server.listen_error, ["failure"], DRAINING),
    (Server.kill_all_applications, [], DRAINING),
    (Server.__init__, ["signal_handlers", "endpoints", "application_close_timeout"], DRAINING),
    (WebSocketServerProtocol.sendCloseFrame, ["code", "isReply"], DRAINING),
    (WebSocketServerProtocol.sendClose, ["code"], LIMITS),
    (WebSocketServerProtocol.dropConnection, ["abort"], LIMITS),
    (WebSocketServerProtocol.onFrameBegin, [], LIMITS),
    (WebSocketServerProtocol.registerProducer, ["producer", "streaming"], LIMITS),
    (WebSocketServerProtocol.unregisterProducer, [], LIMITS),
    (WebSocketProtocol.onMessage, ["payload", "isBinary"], LIMITS),
    (WebSocketServerProtocol.dataReceived, ["data"], FRAMES),
    (WebSocketServerProtocol.sendMessage, ["payload"], FRAMES),
    (WebSocketServerProtocol._cancelAutoPingTimeoutCall, [], FRAMES),
    (XorMaskerNull.pointer, [], FRAMES),
    (WebRequest.process, [], MEMORY),
    (Request.gotLength, ["length"], BODY),
    (WebRequest.basic_error, ["status", "status_text", "body"], DEADLINES),
    (WebSocketProtocol.check_timeouts, [], DEADLINES),
    (Server.timeout_checker, [], DEADLINES),
    (HTTPChannel.allContentReceived, [], DEADLINES),
    (HTTPChannel.timeoutConnection, [], DEADLINES),
    (Request.handleContentChunk, ["data"], BODY),
    (DatabaseWrapper.get_connection_params, [], START),
    (ManifestStaticFilesStorage.save_manifest, [], BUNDLES),
    (Connection.wait, ["gen", "interval", "timeout"], TIMEOUTS),
    (ratelimit.consume, ["request", "app", "action", "config", "key"], RATE_LIMITS),
    (ratelimit.get_ip, ["request"], RATE_LIMITS),
    (ratelimit.RateLimitUsage.rollback, [], RATE_LIMITS),
    (AbstractConnection.send_packed_command, ["command"], LAYER),
    (AbstractConnection.read_response, ["disconnect_on_error"], LAYER),
    (AbstractConnection.disconnect, ["nowait"], LAYER),
    (AbstractConnection.connect, [], LAYER),
    (ConnectionPool.make_connection, [], LAYER),
    (RedisPubSubChannelLayer._get_layer, [], LAYER),
    (RedisPubSubLoopLayer.__init__, ["channel_layer"], LAYER),
    (RedisPubSubLoopLayer._get_shard, ["channel_or_group_name"], LAYER),
    (RedisPubSubLoopLayer._get_group_channel_name, ["group"], LAYER),
    (RedisPubSubLoopLayer._subscribe_to_channel, ["channel"], LAYER),
    (utils._wrap_close, ["proxy", "loop"], LAYER),
    (consumer.get_handler_name, ["message"], DISPATCH),
    (
        turn.TurnClientMixin.__init__,
        ["server", "username", "password", "lifetime", "channel_refresh_time"],
        NETWORK_CHECK,
    ),
    (turn.TurnClientMixin.connect, [], NETWORK_CHECK),
    (turn.TurnClientMixin.delete, [], NETWORK_CHECK),
    (turn.TurnClientMixin.request, ["request"], NETWORK_CHECK),
    (turn.TurnClientMixin.send_data, ["data", "addr"], NETWORK_CHECK),
    (turn.TurnClientUdpProtocol.connection_lost, ["exc"], NETWORK_CHECK),
    (turn.TurnClientTcpProtocol.connection_lost, ["exc"], NETWORK_CHECK),
    (stun.Message.__init__, ["message_method", "message_class", "attributes"], NETWORK_CHECK),
]
#: Attributes that instances set, by a piece of the source that sets or reads them.
ATTRIBUTES = [
    (Server, 'self.connections[protocol]["application_instance"]', DRAINING),
    (Server, "self.ws_factory =", DRAINING),
    (Server, "self.http_factory =", DRAINING),
    (WebSocketServerFactory, "self.failByDrop =", DRAINING),
    (WebSocketProtocol, "self.application_queue", LIMITS),
    (WebSocketProtocol, "self.client_addr", LIMITS),
    (WebSocketProtocol, "self.server", LIMITS),
    (WebSocketServerProtocol, "self.current_frame", LIMITS),
    (WebSocketServerProtocol, "for configAttr in self.CONFIG_ATTRS:", CONNECTS),
    (WebSocketServerProtocol, "self.data = b", LIMITS),
    (WebSocketServerProtocol, "self.wasNotCleanReason =", LIMITS),
    (WebSocketServerProtocol, "self.data += data", FRAMES),
    (WebSocketServerProtocol, "self.current_frame_masker =", FRAMES),
    (WebSocketServerProtocol, "self.send_queue", FRAMES),
    (WebSocketServerProtocol, "self._perMessageCompress =", FRAMES),
    (WebSocketServerProtocol, "self.autoPingTimeoutCall and self.autoPingRestartOnAnyTraffic", FRAMES),
    (WebSocketProtocol, "self.muted", FRAMES),
    (WebSocketProtocol, "self.last_ping = time.time()", FRAMES),
    (WebSocketServerProtocol, "self.is_closed", MEMORY),
    (WebSocketServerProtocol, "headers=self.http_headers,", MEMORY),
    (Server, "application_instance = self.application(", QUEUE),
    (Server, "send=partial(self.handle_reply, protocol),", QUEUE),
    (FileDescriptor, "dataBuffer", LIMITS),
    (FileDescriptor, "self.offset", LIMITS),
    (FileDescriptor, "self._tempDataLen", LIMITS),
    (TcpConnection, "self.bufferSize", LIMITS),
    (Port, "transport = Server", PROMPT_WRITES),
    (Port, "transport = self.transport(", PROMPT_WRITES),
    (FileDescriptor, "self.stopWriting()", PROMPT_WRITES),
    (ManifestStaticFilesStorage, "self.hashed_files,", START),
    (HTTPChannel, "self.requestFactory(", BODY),
    (HTTPChannel, "self._handlingRequest =", DEADLINES),
    (WebSocketServerProtocol, "self.inside_message =", DEADLINES),
    (HTTPChannel, "self.requests", MEMORY),
    (RedisCache, "def _cache(self)", CACHE),
    (RedisPubSubChannelLayer, "self._layers[loop]", LAYER),
    (RedisPubSubLoopLayer, "self._shards =", LAYER),
    (turn.TurnClientMixin, "self.mapped_address:", NETWORK_CHECK),
    (turn.TurnClientMixin, "self.relayed_address:", NETWORK_CHECK),
    (turn.TurnClientMixin, "self.receiver:", NETWORK_CHECK),
    (turn.TurnClientMixin, "self.refresh_task:", NETWORK_CHECK),
    (stun.Message, "def error_code(self)", NETWORK_CHECK),
]


@pytest.mark.parametrize(("method", "parameters", "use"), METHODS, ids=lambda value: getattr(value, "__qualname__", ""))
def test_a_method_takes_the_parameters_that_we_pass(method: Any, parameters: list[str], use: str) -> None:
    missing = set(parameters) - set(inspect.signature(method).parameters)
    assert not missing, f"{method.__module__}.{method.__qualname__} has no {sorted(missing)} any more. Used by {use}"


@pytest.mark.parametrize(("owner", "source", "use"), ATTRIBUTES, ids=lambda value: getattr(value, "__name__", value))
def test_an_attribute_is_still_there(owner: type, source: str, use: str) -> None:
    found = "".join(inspect.getsource(base) for base in owner.__mro__ if base is not object)
    assert source in found, f"{owner.__module__}.{owner.__name__} has no `{source}` any more. Used by {use}"


def test_djangos_postgresql_backend_has_a_pool() -> None:
    assert isinstance(DatabaseWrapper.pool, property), f"Used by {TIMEOUTS}"


def test_a_connection_of_redis_says_whether_it_is_connected() -> None:
    assert isinstance(AbstractConnection.is_connected, property), f"Used by {LAYER}"


def test_allauth_keeps_a_sign_up_through_a_provider_under_this_name() -> None:
    assert PENDING in inspect.getsource(signup), "Used by calls/accounts/providers/views.py: send a form again"

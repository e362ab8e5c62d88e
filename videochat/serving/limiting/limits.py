"""How much one client may ask of a worker, in numbers."""

#: Close code (docs/protocol.md) after too many messages, or with too many tabs. It is named after
#: HTTP status 429.
TOO_MANY_REQUESTS = 4429
#: The `reason` in the ASGI event `websocket.disconnect` of a socket that was cut off. No client can
#: set it.
FLOODED = "flooded"

#: The token bucket of one socket. A frame takes one token, or one for each KiB. An ICE restart
#: sends some dozens of candidates at once, and a page never sends more than that.
BURST_TOKENS, TOKENS_PER_SECOND = 2000, 500
#: Tokens for a message that is answered from the database, in addition to those for its frame: one
#: socket then gets at most 50 a second in the long run, 200 at once.
QUERY_TOKENS = 10
#: Frames of one socket that wait for the application. They only pile up while the server itself is
#: slow.
MAX_QUEUED_FRAMES = 2000
#: Bytes that wait for a client to read them, beyond the megabytes in the kernel's buffer: five of
#: the largest messages.
MAX_UNREAD_BYTES = 512 * 1024
#: Bytes in the body of a request. The longest forms, those of the administration, have a few KiB.
MAX_BODY_BYTES = 256 * 1024
#: Seconds before a disconnected client may reconnect. Even with a full bucket each time, it then
#: averages less than TOKENS_PER_SECOND.
COOLDOWN_SECONDS = 10.0
#: Seconds from the first byte of a request to its last. A phone on a slow line needs a few.
REQUEST_SECONDS = 20.0
#: Seconds for all fragments of a message. Pages send each message in one frame.
MESSAGE_SECONDS = 20.0
#: Files that connections leave to the database's pool, Redis, static files and the log.
RESERVED_FILES = 128

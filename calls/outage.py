"""What a database or a message layer raises while it cannot be reached."""

from django.db import Error as DatabaseError
from redis.exceptions import RedisError

OUTAGE = (DatabaseError, RedisError, OSError, TimeoutError)

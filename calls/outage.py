"""What a database or a message layer raises while it cannot be reached."""

from django.db import Error as DatabaseError
from django.db import InterfaceError, OperationalError
from redis.exceptions import RedisError

#: The database itself does not answer; other errors of its are answers.
NO_DATABASE = (OperationalError, InterfaceError)
OUTAGE = (DatabaseError, RedisError, OSError, TimeoutError)

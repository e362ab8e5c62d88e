"""The usual beginnings of a call; the tests import them from here."""

from calls.tests.client.calls import ring, talk
from calls.tests.client.messages import ANSWER, OFFER, candidate, new_call

__all__ = ["ANSWER", "OFFER", "candidate", "new_call", "ring", "talk"]

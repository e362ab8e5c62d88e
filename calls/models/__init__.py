"""What the database stores."""

from .accounts import FormerName, User
from .calls import DELETED_ACCOUNT, Call, CallLeg, LiveCall
from .deletions import AccountDeletion
from .invitations import Invitation
from .mail import OutgoingMail
from .presence import BinaryOrderField, Connection, DirectoryEntry, Worker

__all__ = [
    "DELETED_ACCOUNT",
    "AccountDeletion",
    "BinaryOrderField",
    "Call",
    "CallLeg",
    "Connection",
    "DirectoryEntry",
    "FormerName",
    "Invitation",
    "LiveCall",
    "OutgoingMail",
    "User",
    "Worker",
]

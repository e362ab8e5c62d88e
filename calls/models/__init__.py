"""What the database stores."""

from .accounts import FormerName, User
from .availability import AvailabilityRequest, DoNotDisturb
from .calls import DELETED_ACCOUNT, Call, CallLeg, LiveCall
from .contacts import Block, Contact, ContactRequest, Favourite
from .deletions import AccountDeletion
from .invitations import Invitation
from .mail import OutgoingMail
from .pictures import Picture
from .presence import BinaryOrderField, Connection, DirectoryEntry, SearchWord, Worker
from .site_settings import SiteSettings

__all__ = [
    "DELETED_ACCOUNT",
    "AccountDeletion",
    "AvailabilityRequest",
    "BinaryOrderField",
    "Block",
    "Call",
    "CallLeg",
    "Connection",
    "Contact",
    "ContactRequest",
    "DirectoryEntry",
    "DoNotDisturb",
    "Favourite",
    "FormerName",
    "Invitation",
    "LiveCall",
    "OutgoingMail",
    "Picture",
    "SearchWord",
    "SiteSettings",
    "User",
    "Worker",
]

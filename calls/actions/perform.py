"""The entrance: which action a message asks for."""

from calls.protocol import messages

from .absence.grace import confirm_media, mark_leaving
from .accept import accept, confirm_ringing
from .end import leave
from .hand_over import hand_over, take
from .outcome import Actor, Outcome
from .place import place


def perform(actor: Actor, message: messages.Message) -> Outcome:
    """Decide, and write by compare-and-swap. The outcome lists the replies and notifications to send.

    Raises Refused.
    """
    match message:
        case messages.Offer():
            return place(actor, message.name, message.offer, message.call, video=message.video)
        case messages.Accept():
            return accept(actor, message.call, needs_offer=message.needs_offer, connection=message.connection)
        case messages.Answer():
            return accept(actor, message.call)
        case messages.Leave():
            return leave(actor, message.call, message.reason)
        case messages.Going():
            return mark_leaving(actor, message.call)
        case messages.Flowing():
            return confirm_media(actor, message.call)
        case messages.Take():
            return take(actor, message.call, message.device)
        case messages.Handover():
            return hand_over(actor, message.device, message.call)
        case messages.Ringing():
            return confirm_ringing(actor, message.call)
    raise TypeError(message)

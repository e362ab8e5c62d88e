"""What a page says after a press on one of a person's buttons."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from calls.actions.contacts.pair import Relation

DONE: dict[str, Promise] = {
    "ask": _("You have asked %(name)s to be a contact."),
    "withdraw": _("The request is withdrawn."),
    "accept": _("%(name)s is a contact now."),
    "decline": _("The request is declined. %(name)s is not told."),
    "remove": _("%(name)s is no longer a contact."),
    "block": _("%(name)s is blocked."),
    "unblock": _("%(name)s is no longer blocked."),
}
#: Where nothing was left to do, and the page was older than that.
NOTHING_TO_DO: dict[str, Promise] = DONE | {
    "withdraw": _("There is no request to %(name)s any more."),
    "accept": _("There is no request of %(name)s any more."),
    "decline": _("There is no request of %(name)s any more."),
}


def told(action: str, before: Relation, after: Relation) -> tuple[bool, Promise]:
    """Whether anything has changed, and the sentence, about `%(name)s`.

    It follows from what the person sees of the other one. So it does not tell who has been blocked,
    or whose request was declined.
    """
    if after != before:
        # To ask somebody who asks is to accept.
        return True, DONE["accept" if after == Relation.CONTACT and action != "unblock" else action]
    if after == Relation.CONTACT and action != "unblock":
        return False, _("%(name)s is a contact already.")
    return False, DONE["block"] if after == Relation.BLOCKED else NOTHING_TO_DO[action]

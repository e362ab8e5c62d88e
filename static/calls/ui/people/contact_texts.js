/** Words about contacts, through gettext. */

import { filled } from "../../lib/filled.js";

/** What a button does, for screen readers: it begins with what the button shows. @type {Record<ContactAction, () => string>} */
const LABELS = {
  ask: () => gettext("Ask to be a contact: %(name)s"),
  withdraw: () => gettext("Withdraw the request to %(name)s"),
  accept: () => gettext("Add to contacts: %(name)s"),
  decline: () => gettext("Ignore the request of %(name)s"),
  remove: () => gettext("Remove from contacts: %(name)s"),
  block: () => gettext("Block %(name)s"),
  unblock: () => gettext("Unblock %(name)s"),
};

/** @param {ContactAction} action @param {string} name */
export const actionLabel = (action, name) => filled(LABELS[action](), { name });

/** @type {Record<ContactAction, () => string>} */
const DONE = {
  ask: () => gettext("You have asked %(name)s to be a contact."),
  withdraw: () => gettext("Your request to %(name)s is withdrawn."),
  accept: () => gettext("%(name)s is a contact now."),
  decline: () => gettext("You ignore the request of %(name)s. They are not told."),
  remove: () => gettext("%(name)s is no longer a contact."),
  block: () => gettext("%(name)s is blocked, and sees you as offline."),
  unblock: () => gettext("%(name)s is no longer blocked."),
};

/** @param {ContactAction} action @param {string} name */
export const contactSentence = (action, name) => filled(DONE[action](), { name });

/** @param {string} name */
export const requestSentence = (name) => filled(gettext("%(name)s would like to be a contact."), { name });

/** @param {number} count */
export const waitingRequests = (count) =>
  filled(ngettext("%(count)s contact request", "%(count)s contact requests", count), { count });

export const unblock = () => gettext("Unblock");

/** Of a button that is pressed for a favourite. @param {string} name */
export const favouriteLabel = (name) => filled(gettext("Favourite: %(name)s"), { name });

/** Beside the status. @param {Relation} [relation] */
export const relationNote = (relation) =>
  ({ contact: gettext("Contact"), asked: gettext("Asked"), asks: gettext("Asks you"), blocked: gettext("Blocked") })[
    /** @type {string} */ (relation)
  ] ?? "";

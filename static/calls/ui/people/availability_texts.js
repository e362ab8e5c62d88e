/** Words about waiting for somebody to be free, through gettext. */

import { filled, isolate } from "../../lib/filled.js";

/** @param {string} name */
export const freeSentence = (name) => filled(gettext("%(name)s is free now."), { name });

/** @param {string} name */
export const waitingSentence = (name) => filled(gettext("You will be told when %(name)s is free."), { name });

/** The button that asks for it; for screen readers with the name. */
export const tellMe = () => gettext("Tell me when free");

/** @param {string} name */
export const tellMeLabel = (name) => filled(gettext("Tell me when free: %(name)s"), { name });

/** @param {string} name */
export const cancelLabel = (name) => filled(gettext("Cancel: %(name)s"), { name });

/** Beside the status in the list. */
export const waitingNote = () => gettext("You will be told");

export const call = () => pgettext("verb", "Call");

/** The browser's notification. @param {string} name */
export const freeNotification = (name) => ({ title: isolate(name), body: gettext("Is free now") });

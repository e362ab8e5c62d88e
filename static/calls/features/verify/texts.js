/** What the page says of a call's verification, through gettext. */

import { filled } from "../../lib/filled.js";

/** What the person should know or do now. @param {VerificationStatus} status @param {string} name */
export function instruction(status, name) {
  switch (status) {
    case "waiting":
      return filled(
        gettext("Computing the code with %(name)s’s page… If it does not appear, this call is not verified."),
        { name },
      );
    case "ready":
      return filled(
        gettext("Read these seven emoji aloud to each other, in this order. Does %(name)s see the same ones?"),
        { name },
      );
    case "stale":
      return filled(gettext("You compared another code before. It is no longer valid: compare again with %(name)s."), {
        name,
      });
    case "matched":
      return filled(
        gettext(
          "You and %(name)s see the same emoji. Nobody is listening in, not even the server, as long as it sent both of you a genuine page.",
        ),
        { name },
      );
    case "differs":
      return gettext(
        "Somebody may be listening in between. Say nothing secret, hang up, and find another way to talk.",
      );
    case "broken":
      return gettext(
        "Something is interfering with this call: the verification messages do not match. Say nothing secret, hang up, and find another way to talk.",
      );
    case "unable":
      return gettext(
        "This browser does not let the page read the call’s certificates, so the call cannot be verified here.",
      );
    case "peer-unable":
      return filled(
        gettext(
          "%(name)s’s browser does not let the page read the call’s certificates, so the call cannot be verified.",
        ),
        { name },
      );
  }
}

/** @param {string} name */
export const compareAgain = (name) =>
  filled(gettext("%(name)s’s page was reloaded, or is on another device now: compare again."), { name });

/** The text of the chip on the stage; empty: no chip. @param {VerificationStatus} status */
export function chipText(status) {
  switch (status) {
    case "matched":
      return gettext("Verified");
    case "stale":
      return gettext("Compare the code again");
    case "differs":
      return gettext("The codes differ");
    case "broken":
      return gettext("Something is interfering with this call");
    default:
      return "";
  }
}

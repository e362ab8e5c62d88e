/** Why a call does not connect (rtc/connectivity/connection_problem.js), in words, through gettext. */

import { filled, sentences } from "../lib/filled.js";

/** @type {Record<NetworkProblem, () => string>} */
const MINE = {
  incompatible: () =>
    gettext(
      "Your browser and the browser of %(name)s do not understand each other. Use a current version of Chrome, Edge, Firefox or Safari.",
    ),
  "no-candidates": () =>
    gettext(
      "Your browser finds no network that it may use for calls. A VPN, an extension or a rule of your organization may forbid it.",
    ),
  "relay-refused": () =>
    gettext("The relay server refuses your browser. The operator of this site has to check the TURN settings."),
  "relay-unreachable": () =>
    gettext("Your network blocks calls and the relay server. Try another network, or turn off your VPN."),
  "udp-blocked": () =>
    gettext("Your network blocks calls (UDP), and this site has no relay server. Try another network."),
  "relay-missing": () =>
    gettext("This page is to use a relay server only, and this site has none. Open it without “relay=1”."),
};

/** @type {Record<NetworkProblem, () => string>} */
const THEIRS = {
  incompatible: MINE.incompatible,
  "no-candidates": () =>
    gettext(
      "The browser of %(name)s finds no network that it may use for calls. A VPN, an extension or a rule of an organization may forbid it there.",
    ),
  "relay-refused": () =>
    gettext(
      "The relay server refuses the browser of %(name)s. The operator of this site has to check the TURN settings.",
    ),
  "relay-unreachable": () =>
    gettext("The network of %(name)s blocks calls and the relay server. Another network there may help."),
  "udp-blocked": () =>
    gettext(
      "The network of %(name)s blocks calls (UDP), and this site has no relay server. Another network there may help.",
    ),
  "relay-missing": () =>
    gettext("The page of %(name)s is to use a relay server only, and this site has none. Open it without “relay=1”."),
};

/** @type {Record<Extract<ConnectionProblem, { side: "between" }>["why"], () => string>} */
const BETWEEN = {
  "no-description": () =>
    gettext("The page of %(name)s does not respond. It may still load, or have lost its connection."),
  "no-server": () => gettext("Your page has no connection to the server. Check your network."),
  "no-handshake": () =>
    gettext("A path to %(name)s was found, but something on it lets no encrypted call through, such as a firewall."),
  "no-path": () =>
    gettext(
      "Your network and the network of %(name)s let nothing through to each other, not even through the relay server. Try another network.",
    ),
  "no-relay": () =>
    gettext(
      "Your network and the network of %(name)s allow no direct connection, and this site has no relay server. Try another network.",
    ),
};

/** @param {ConnectionProblem} problem @param {string} name of the peer */
export function problemSentence(problem, name) {
  const sentence =
    problem.side === "between" ? BETWEEN[problem.why] : (problem.side === "mine" ? MINE : THEIRS)[problem.why];
  return filled(sentence(), { name });
}

/** While it is still tried. @param {ConnectionProblem} problem @param {string} name */
export const stillConnecting = (problem, name) =>
  sentences(gettext("Still connecting."), problemSentence(problem, name));

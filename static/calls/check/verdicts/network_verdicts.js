/** Verdicts on the server, STUN, TURN and a call through the relay. */

import { bitrate, milliseconds, percent } from "../../features/quality/texts.js";
import { listed } from "../../lib/browser/locale.js";
import { filled, sentences } from "../../lib/filled.js";
import { fails, limited, skipped, works } from "./verdict.js";

/** A longer round trip is noticed in a conversation (ITU-T G.114), in milliseconds. */
const SLOW_MS = 300;
/** Bits a second: a picture of use needs the first, a voice the second. */
const ENOUGH = { picture: 500_000, voice: 60_000 };
/** A share of the packets. Above it, sound has gaps. */
const LOSS = 0.05;

/** Error codes of STUN and TURN (RFC 8489, section 14.8; RFC 8656, section 19), and of RTCPeerConnectionIceErrorEvent. */
const UNAUTHORIZED = new Set([401, 403, 438, 441]);
const QUOTA = 486;
const FULL = 508;
const UNREACHABLE = 701;

const notSetUp = () => skipped(gettext("Not set up on this site."));
const needsWebRtc = () => skipped(gettext("This needs WebRTC, which this browser lacks."));
const needsServer = () => skipped(gettext("This needs the server, which is not reached."));
const tellOperator = () => gettext("Nothing is wrong with this device. Tell the people who run this site.");

/** What keeps a step from being tried. @param {{ webRtc: boolean, online: boolean, urls: number }} found @returns {Verdict | null} */
export function notTried({ webRtc, online, urls }) {
  if (!webRtc) return needsWebRtc();
  if (!online) return needsServer();
  return urls === 0 ? notSetUp() : null;
}

/** @param {number | null} roundTrip milliseconds; null if there is no connection */
export function serverVerdict(roundTrip) {
  if (roundTrip === null)
    return fails(
      gettext("There is no connection to the server."),
      gettext("Check this device’s network. A proxy, firewall or extension may also block WebSockets: try without it."),
    );
  const time = milliseconds(roundTrip / 1000);
  return roundTrip > SLOW_MS
    ? limited(
        filled(gettext("Connected, but slow: a round trip of %(time)s."), { time }),
        gettext("Move closer to the Wi-Fi, or use a cable."),
      )
    : works(filled(gettext("Connected, with a round trip of %(time)s."), { time }));
}

/** @param {Gathering[]} found one for each server */
export function stunVerdict(found) {
  const answered = fastest(found);
  if (answered !== null)
    return works(filled(gettext("Answered after %(time)s: calls can connect directly."), { time: time(answered) }));
  // A public address is not told twice: then nothing stands between this device and the network.
  if (found.some(({ complete, errors }) => complete && errors.length === 0))
    return works(gettext("Answered: calls can connect directly."));
  return fails(
    withCode(gettext("The STUN server did not answer."), found),
    gettext("The network may block UDP. Calls to other networks then go through the relay, if it is reached below."),
  );
}

/** @type {Record<RelayTransport, () => string>} */
const BLOCKED = {
  udp: () => gettext("The network may block UDP. Calls then use TCP or TLS, with more delay, if they work below."),
  tcp: () => gettext("The network may block the relay’s port for TCP. UDP or TLS is enough for calls."),
  tls: () => gettext("The network may block the relay, or inspect encrypted traffic. UDP or TCP is enough for calls."),
};

/** @param {RelayTransport} transport @param {Gathering[]} found one for each server @returns {Verdict} */
export function turnVerdict(transport, found) {
  const answered = fastest(found);
  const codes = found.flatMap(({ errors }) => errors);
  if (answered !== null) {
    const silent = found.filter(({ after }) => after === null).length;
    const text = filled(gettext("The relay was ready after %(time)s."), { time: time(answered) });
    return silent === 0
      ? works(text)
      : limited(sentences(text, gettext("Not all of this site’s relays answer.")), tellOperator());
  }
  if (codes.some((code) => UNAUTHORIZED.has(code)))
    return fails(
      withCode(gettext("The relay answers, but refuses this site’s credentials."), found),
      tellOperator(),
      gettext("TURN_SECRET must be the same at the site and at the relay, and their clocks must agree."),
    );
  if (codes.includes(QUOTA))
    return fails(
      withCode(gettext("The relay answers, but you have too many connections to it."), found),
      gettext("Close other tabs with calls, wait for a minute, then check again."),
    );
  if (codes.includes(FULL))
    return fails(withCode(gettext("The relay answers, but it is full."), found), tellOperator());
  if (codes.includes(UNREACHABLE))
    return fails(withCode(gettext("The relay cannot be reached."), found), BLOCKED[transport]());
  return fails(withCode(gettext("The relay did not answer in time."), found), BLOCKED[transport]());
}

/** @param {RelayCall} call @returns {Verdict} */
export function relayVerdict({ connected, bitrate: bits, loss, roundTrip, protocol }) {
  if (!connected)
    return fails(
      gettext("The relay answers, but no call comes through it."),
      tellOperator(),
      gettext("The relay must reach its own address, and the firewall must let its range of ports through."),
    );
  const facts = listed([
    bitrate(bits),
    filled(gettext("%(share)s lost"), { share: percent(loss) }),
    ...(roundTrip === null ? [] : [filled(gettext("round trip %(time)s"), { time: milliseconds(roundTrip) })]),
    ...(protocol ? [protocol.toUpperCase()] : []),
  ]);
  const better = gettext("Move closer to the Wi-Fi, use a cable, and stop downloads on this network.");
  if (bits < ENOUGH.voice) return fails(sentences(gettext("Too slow for a voice."), facts), better);
  if (loss > LOSS) return limited(sentences(gettext("Sound and picture will have gaps."), facts), better);
  if (bits < ENOUGH.picture)
    return limited(sentences(gettext("Enough for a voice, but hardly for a picture."), facts), better);
  return works(facts);
}

/** There is a relay, but none that answers. */
export const noRelay = () => skipped(gettext("This needs a relay that answers."));

/** @param {number} after milliseconds */
const time = (after) => milliseconds(after / 1000);

/** @param {Gathering[]} found */
function fastest(found) {
  const times = found.flatMap(({ after }) => (after === null ? [] : [after]));
  return times.length > 0 ? Math.min(...times) : null;
}

/** @param {string} text @param {Gathering[]} found */
function withCode(text, found) {
  const codes = [...new Set(found.flatMap(({ errors }) => errors))];
  return codes.length > 0 ? sentences(text, filled(gettext("(error %(codes)s)"), { codes: codes.join(", ") })) : text;
}

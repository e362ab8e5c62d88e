/**
 * Adapts a description of the peer's. The browser takes from it how this side sends, so the peer has no part in it:
 *
 * - Sound has redundancy (RED, RFC 2198) while the line loses packets, if both browsers know it. They use it if the
 *   description prefers it. Chromium ignores RED as the codec of an encoding (`RTCRtpEncodingParameters.codec`).
 * - On a line that is too thin for that, it has none, and its packets are long (RFC 8866, section 6.4).
 * - On a line that is not wide, it takes fewer bits (RFC 7587, section 6.1). Chromium loses its redundancy for good if
 *   that is set at the sender (`maxBitrate`).
 * - The voice takes hardly any packets while it is silent (DTX; RFC 7587, section 6.1).
 * - Chromium begins with the bit rate in it.
 */

/** Codecs of pictures. What stands beside them repeats or repairs packets. */
const PICTURES = /^a=rtpmap:(\d+) (?:VP8|VP9|H264|H265|AV1)\/90000/gm;

/** What a call begins with. @type {AudioLimit} */
export const INITIAL_SOUND = { bitrate: null, sparse: false, redundant: true };

const AVERAGE = "maxaveragebitrate";

/** Milliseconds of sound in a long packet: Chromium knows 20, 40 and 60. */
const LONG_PACKET = "a=ptime:60\r\n";

/**
 * @param {RTCSessionDescriptionInit} description of the peer's
 * @param {{ startBitrate: number | null, sound?: AudioLimit, limits?: boolean }} how `startBitrate`: bits a second; `limits`:
 *   whether the peer itself says how many bits a sound may take
 * @returns {RTCSessionDescriptionInit}
 */
export function adapted({ type, sdp = "" }, { startBitrate, sound = INITIAL_SOUND, limits = false }) {
  const [session = "", ...sections] = sdp.split(/^(?=m=)/m);
  const voice = sections.findIndex((section) => section.startsWith("m=audio "));
  /** @param {string} section */
  const packed = (section) => {
    const inPackets = sound.sparse ? inLongPackets(section) : inShortPackets(section, sound.redundant);
    return limits ? inPackets : limited(inPackets, sound.bitrate);
  };
  const changed = sections.map((section, index) => {
    if (section.startsWith("m=audio ")) return index === voice ? withDtx(packed(section)) : packed(section);
    return section.startsWith("m=video ") && startBitrate ? startingAt(section, startBitrate) : section;
  });
  return { type, sdp: [session, ...changed].join("") };
}

/** The payload type of Opus. @param {string} section */
const opusIn = (section) => section.match(/^a=rtpmap:(\d+) opus\/48000/m)?.[1];

/** Prefers RED for Opus, or Opus alone. @param {string} described @param {boolean} redundant */
function inShortPackets(described, redundant) {
  const section = described.replace(LONG_PACKET, "");
  const opus = opusIn(section);
  const red = section.match(/^a=rtpmap:(\d+) red\/48000/m)?.[1];
  const repeatsOpus = opus && red && new RegExp(`^a=fmtp:${red} ${opus}/${opus}\\b`, "m").test(section);
  return repeatsOpus ? preferring(redundant ? red : opus, section) : section;
}

/** Prefers Opus alone. @param {string} section */
function inLongPackets(section) {
  const opus = opusIn(section);
  if (!opus) return section;
  const without = preferring(opus, section).replace(/^a=(?:max)?ptime:.*\r?\n/gm, "");
  return without.replace(/^a=rtpmap:/m, `${LONG_PACKET}$&`);
}

/** @param {string} codec payload type @param {string} section */
function preferring(codec, section) {
  const [line = "", ...rest] = section.split(/(?=\r?\n)/);
  const [media, port, protocol, ...types] = line.split(" ");
  const preferred = [media, port, protocol, codec, ...types.filter((type) => type !== codec)].join(" ");
  return [preferred, ...rest].join("");
}

/** Whether the peer itself limits how many bits a sound takes. @param {RTCSessionDescriptionInit} description as it came */
export const limitsSound = ({ sdp = "" }) => sdp.includes(`${AVERAGE}=`);

/** @param {string} section @param {number | null} bitrate bits a second */
function limited(section, bitrate) {
  const opus = opusIn(section);
  if (!opus) return section;
  const free = withoutParameter(section, opus, AVERAGE);
  return bitrate ? withParameter(free, opus, `${AVERAGE}=${bitrate}`) : free;
}

/** Not for the sound of a shared screen: a quiet passage of music is no silence. @param {string} section */
function withDtx(section) {
  const opus = opusIn(section);
  const settled = !opus || new RegExp(`^a=fmtp:${opus} .*usedtx=`, "m").test(section);
  return settled ? section : withParameter(section, opus, "usedtx=1");
}

/** @param {string} section @param {number} bitrate */
function startingAt(section, bitrate) {
  const kbits = String(Math.round(bitrate / 1000));
  return [...section.matchAll(PICTURES)].reduce(
    (changed, [, codec = ""]) => withParameter(changed, codec, `x-google-start-bitrate=${kbits}`),
    section,
  );
}

/** @param {string} section @param {string} codec payload type @param {string} name of a format parameter */
function withoutParameter(section, codec, name) {
  return section.replace(new RegExp(`^(a=fmtp:${codec} )(.*?)(\\r?\\n)`, "m"), (_line, start, parameters, end) => {
    const others = parameters.split(";").filter((/** @type {string} */ one) => !one.trim().startsWith(`${name}=`));
    return others.length > 0 ? start + others.join(";") + end : "";
  });
}

/**
 * Adds a format parameter (RFC 8866, section 6.15).
 * @param {string} section
 * @param {string} codec payload type
 * @param {string} parameter
 */
function withParameter(section, codec, parameter) {
  const format = new RegExp(`^a=fmtp:${codec} .*$`, "m");
  if (format.test(section)) return section.replace(format, `$&;${parameter}`);
  return section.replace(new RegExp(`^a=rtpmap:${codec} .*$`, "m"), `$&\r\na=fmtp:${codec} ${parameter}`);
}

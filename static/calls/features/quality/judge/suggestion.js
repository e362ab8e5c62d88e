/** The one thing that would help now, and the limits of what is sent; from plain facts alone. */

/**
 * @param {Pick<Judgement, "level" | "way" | "both">} verdict
 * @param {{ sends: boolean, receives: boolean, shares: boolean, saves: boolean }} facts whether a camera's picture goes, or comes and can be
 *   asked to stop; whether a screen is shared by either; whether data are saved already
 * @returns {Remedy | null}
 */
export function remedy({ level, way, both }, { sends, receives, shares, saves }) {
  if (level === "good") return null;
  // The milder means first: the picture gets smaller, and stays.
  if (level === "weak" && !saves && (sends || receives || shares)) return "save";
  /** @type {(Remedy | false)[]} */
  const means = [sends && "stop-sending", receives && "stop-receiving"];
  if (way === "in") means.reverse();
  // What goes the other way is no burden where that way is good.
  const [first, second] = means;
  return first || (both && second) || (!saves && shares && "save") || null;
}

/** Bits a second; with the sound, what packets themselves need and what encoders overshoot, a relayed call stays below 1 Mbit/s. */
const CAPS = {
  direct: { camera: 1_700_000, cameraBeside: 800_000, screen: 2_500_000 },
  relayed: { camera: 700_000, cameraBeside: 200_000, screen: 480_000 },
};
/** Text must stay legible: a saved screen is slow, never small. */
const SAVED = {
  camera: { bitrate: 150_000, frameRate: 15, height: 360 },
  screen: { bitrate: 250_000, frameRate: 5, height: null },
};

/**
 * @param {{ relayed: boolean, saves: boolean, shares: boolean, paused: boolean }} facts `relayed` also where nobody knows yet;
 *   `shares`: this side shows its screen beside the camera
 * @returns {SenderLimits}
 */
export function limits({ relayed, saves, shares, paused }) {
  if (saves) return { ...SAVED, paused };
  const caps = relayed ? CAPS.relayed : CAPS.direct;
  return {
    camera: { bitrate: shares ? caps.cameraBeside : caps.camera, frameRate: null, height: null },
    screen: { bitrate: caps.screen, frameRate: null, height: null },
    paused,
  };
}

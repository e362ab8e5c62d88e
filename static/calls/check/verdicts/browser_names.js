/** Which browser this is, as far as its instructions differ. */

/** @typedef {"chrome" | "android" | "edge" | "firefox" | "safari" | "ios" | "other"} BrowserFamily */

/** The first that fits: most browsers name others, too. @type {[BrowserFamily, RegExp][]} */
const FAMILIES = [
  ["ios", /\b(iPhone|iPad|iPod)\b/],
  ["firefox", /\bFirefox\//],
  ["android", /\bAndroid\b/],
  ["edge", /\bEdg\//],
  ["chrome", /\b(Chrome|Chromium|HeadlessChrome)\//],
  ["safari", /\bVersion\/\S+.*\bSafari\//],
];

/**
 * @param {string} userAgent
 * @param {number} touchPoints iPads say that they are Macs, which have no touch screen
 * @returns {BrowserFamily}
 */
export function browserFamily(userAgent, touchPoints = 0) {
  if (/\bMacintosh\b/.test(userAgent) && touchPoints > 1) return "ios";
  return FAMILIES.find(([, pattern]) => pattern.test(userAgent))?.[0] ?? "other";
}

/** @type {Record<BrowserFamily, () => string>} */
const SITE_PERMISSIONS = {
  chrome: () =>
    gettext("In Chrome, click the icon left of the address, turn on Camera and Microphone, then check again."),
  android: () => gettext("Tap the icon left of the address, then Permissions, and allow Camera and Microphone."),
  edge: () =>
    gettext("In Edge, click the lock left of the address, then “Permissions for this site”, and allow both devices."),
  firefox: () =>
    gettext("In Firefox, click the crossed-out camera or microphone left of the address, and remove the block."),
  safari: () =>
    gettext("In Safari, open the menu Safari, then “Settings for this Website”, and set both devices to “Allow”."),
  ios: () =>
    gettext(
      "On iPhone and iPad, tap the button beside the address, then “Website Settings”, and allow both. If they are missing there, open the Settings app, then this browser, and turn on Camera and Microphone.",
    ),
  other: () => gettext("Open this site’s permissions beside the address, and allow camera and microphone."),
};

/** Where this browser's permissions for a site are mended. @param {BrowserFamily} family */
export const sitePermissions = (family) => SITE_PERMISSIONS[family]();

/** Where the system's permissions for a browser are mended. @param {BrowserFamily} family */
export const systemPermissions = (family) =>
  family === "ios" || family === "android"
    ? gettext("Open the system’s settings, then this browser, and turn on camera and microphone.")
    : gettext(
        "On a Mac: System Settings, Privacy & Security, then Camera and Microphone. On Windows: Settings, Privacy & security, then Camera and Microphone.",
      );

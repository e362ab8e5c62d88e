/** What the page says of devices that do not open, through gettext. */

/**
 * What is wrong with a device, or with both alike, and how to fix it.
 * @type {Record<CaptureSource | "both", Record<Failure, () => string>>}
 */
const DEVICE_ERRORS = {
  both: {
    denied: () =>
      gettext(
        "Camera and microphone are blocked for this site. Allow them with the icon beside the address, then try again.",
      ),
    dismissed: () =>
      gettext("The browser’s question about camera and microphone was closed. Try again, and allow them."),
    system: () =>
      gettext(
        "Your system does not let the browser use camera and microphone. Allow it in the system’s settings, then try again.",
      ),
    missing: () => gettext("No camera and no microphone were found. Plug them in, then try again."),
    "in-use": () =>
      gettext(
        "Camera and microphone do not respond; another program may be using them. Close that program, then try again.",
      ),
    insecure: () =>
      gettext("The browser only allows camera and microphone on secure pages. Open this site with https://."),
    unsupported: () =>
      gettext(
        "This browser gives this page no camera and no microphone. Use a current version of Chrome, Edge, Firefox or Safari.",
      ),
    other: () =>
      gettext("Camera and microphone could not be started. Check them in your system’s settings, then try again."),
  },
  microphone: {
    denied: () =>
      gettext("The microphone is blocked for this site. Allow it with the icon beside the address, then try again."),
    dismissed: () => gettext("The browser’s question about the microphone was closed. Try again, and allow it."),
    system: () =>
      gettext(
        "Your system does not let the browser use the microphone. Allow it in the system’s settings, then try again.",
      ),
    missing: () => gettext("No microphone was found. Plug one in, then try again."),
    "in-use": () =>
      gettext("The microphone does not respond; another program may be using it. Close that program, then try again."),
    insecure: () => gettext("The browser only allows a microphone on secure pages. Open this site with https://."),
    unsupported: () =>
      gettext("This browser gives this page no microphone. Use a current version of Chrome, Edge, Firefox or Safari."),
    other: () => gettext("The microphone could not be started. Check it in your system’s settings, then try again."),
  },
  camera: {
    denied: () =>
      gettext("The camera is blocked for this site. Allow it with the icon beside the address, then try again."),
    dismissed: () => gettext("The browser’s question about the camera was closed. Try again, and allow it."),
    system: () =>
      gettext(
        "Your system does not let the browser use the camera. Allow it in the system’s settings, then try again.",
      ),
    missing: () => gettext("No camera was found. Plug one in, then try again."),
    "in-use": () =>
      gettext("The camera does not respond; another program may be using it. Close that program, then try again."),
    insecure: () => gettext("The browser only allows a camera on secure pages. Open this site with https://."),
    unsupported: () =>
      gettext("This browser gives this page no camera. Use a current version of Chrome, Edge, Firefox or Safari."),
    other: () => gettext("The camera could not be started. Check it in your system’s settings, then try again."),
  },
  screen: {
    denied: () => gettext("Sharing the screen is blocked for this site."),
    dismissed: () => gettext("The browser’s question about what to share was closed."),
    system: () =>
      gettext(
        "Your system does not let the browser capture the screen. Allow it in the system’s settings, then try again.",
      ),
    missing: () => gettext("There is nothing to share."),
    "in-use": () =>
      gettext(
        "Your system does not let the browser capture the screen. Allow it in the system’s settings, then try again.",
      ),
    insecure: () => gettext("The browser only shares the screen on secure pages. Open this site with https://."),
    unsupported: () =>
      gettext("This browser cannot share the screen. Use a current version of Chrome, Edge, Firefox or Safari."),
    other: () => gettext("The screen could not be shared."),
  },
};

/** Whether trying again cannot help. @param {Failures} failures */
export const isHopeless = (failures) =>
  Object.values(failures).some((why) => why === "insecure" || why === "unsupported");

/** @param {Failures} failures @returns {{ title: string, hints: string[], consequence: string }} */
export function deviceErrors(failures) {
  const { microphone, camera } = failures;
  const names = /** @type {CaptureSource[]} */ (Object.keys(failures));
  const hints =
    microphone && microphone === camera
      ? [DEVICE_ERRORS.both[microphone]()]
      : names.map((name) => DEVICE_ERRORS[name][failures[name] ?? "other"]());
  const consequence =
    microphone && camera
      ? gettext("The call continues. You can see and hear, but nobody can see or hear you.")
      : gettext("The call continues without it.");
  return { title: deviceErrorTitle(failures), hints, consequence };
}

/** @param {Failures} failures */
function deviceErrorTitle({ microphone, camera, screen }) {
  if (screen) return gettext("Your screen is not shared");
  if (microphone && camera) return gettext("No camera and no microphone");
  return camera ? gettext("No camera") : gettext("No microphone");
}

// Notes down when things happen on a page, in milliseconds since 1970.
() => {
  const now = () => performance.timeOrigin + performance.now();
  const seen = {};
  const press = (button) => {
    seen.pressed = now();
    button.click();
  };
  const { requestVideoFrameCallback } = HTMLVideoElement.prototype;
  const dialog = document.querySelector("#incoming");
  new MutationObserver(() => {
    if (dialog.open) seen.rang = now();
  }).observe(dialog, { attributeFilter: ["open"] });
  const call = document.querySelector("#call");
  new MutationObserver(() => {
    if (call.dataset.state === "active" && call.dataset.remote === "video") seen.shown ??= now();
  }).observe(call, { attributeFilter: ["data-state", "data-remote"] });
  window.bench = {
    seen,
    press,
    /** A call begins. */
    watch() {
      for (const name of Object.keys(seen)) delete seen[name];
      requestVideoFrameCallback.call(document.querySelector("video#remoteVideo"), () => {
        seen.frame = now();
      });
    },
  };
}

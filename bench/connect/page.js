// Notes down when things happen on a page, in milliseconds since 1970.
() => {
  const now = () => performance.timeOrigin + performance.now();
  const seen = {};
  let watched = 0;
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
      const video = document.querySelector("video#remoteVideo");
      let last = 0;
      const turn = ++watched;
      const look = () => {
        if (turn !== watched) return;
        seen.frame ??= now();
        // The first frames come unevenly. After a second, the media change to the direct way.
        if (now() > seen.frame + 500) seen.gap = Math.max(seen.gap ?? 0, now() - last);
        last = now();
        requestVideoFrameCallback.call(video, look);
      };
      requestVideoFrameCallback.call(video, look);
    },
  };
}

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
  const video = document.querySelector("video#remoteVideo");
  /** Whether the picture of the other side is on the page, and not only in a player out of sight. */
  const shows = () => call.dataset.remote === "video";
  const see = () => {
    if (shows()) seen.frame ??= now();
  };
  new MutationObserver(() => {
    if (!shows()) return;
    if (call.dataset.state === "active") seen.shown ??= now();
    // A frame that is there already is painted with the page's next one.
    if (video.readyState >= 2) requestAnimationFrame(() => setTimeout(() => see()));
  }).observe(call, { attributeFilter: ["data-state", "data-remote"] });
  window.bench = {
    seen,
    press,
    /** A call begins. */
    watch() {
      for (const name of Object.keys(seen)) delete seen[name];
      let last = 0;
      const turn = ++watched;
      const look = () => {
        if (turn !== watched) return;
        see();
        // The first frames come unevenly. After a second, the media change to the direct way.
        if (now() > seen.frame + 500) seen.gap = Math.max(seen.gap ?? 0, now() - last);
        last = now();
        requestVideoFrameCallback.call(video, look);
      };
      requestVideoFrameCallback.call(video, look);
    },
  };
}

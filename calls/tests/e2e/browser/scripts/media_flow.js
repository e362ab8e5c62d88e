// Resolves once the peer's picture has changed and its sound was played. Until then it looks again with every frame that
// is shown, or painted where no picture is asked for.
async ({ sound, picture, at }) => {
  const video = document.querySelector(at);
  const canvas = new OffscreenCanvas(64, 48);
  const paint = canvas.getContext("2d", { willReadFrequently: true });
  const pixels = () => {
    paint.drawImage(video, 0, 0, 64, 48);
    return paint.getImageData(0, 0, 64, 48).data.join();
  };
  const nextFrame = () => (picture ? window.tests.nextFrame(video) : new Promise(requestAnimationFrame));
  const before = await window.tests.received();
  const pictures = new Set();
  for (let shown = 0; ; shown += 1) {
    await nextFrame();
    if (picture && pictures.size < 10) pictures.add(pixels());
    // Asking for statistics costs more than showing a frame.
    if (picture && shown < 9) continue;
    const now = await window.tests.received();
    const found = {
      shown,
      pictures: pictures.size,
      frames: now.frames - before.frames,
      energy: now.energy - before.energy,
      paused: video.paused,
      width: video.videoWidth,
    };
    window.tests.last = found;
    const seen = !picture || (shown >= 10 && found.pictures >= 3 && found.frames >= 10);
    // Chromium counts the energy of what is played, not of what merely arrives.
    const heard = !sound || found.energy > 0;
    if (seen && heard) return found;
  }
}

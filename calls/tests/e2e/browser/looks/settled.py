"""Waits for motion to end."""

# Motion that has not come to its end is measured half way, half transparent.
SETTLED = """async () => {
  for (let frame = 0; frame < 2; frame += 1) await new Promise(requestAnimationFrame);
  const ends = (one) => one.effect.getTiming().iterations < 99;
  return Promise.all(document.getAnimations().filter(ends).map((one) => one.finished.catch(() => {})));
}"""

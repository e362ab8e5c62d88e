// What the browser counts of the call just now, and what the call page says about its quality.
async () => {
  const pc = tests.connections.findLast(({ connectionState }) => connectionState === "connected");
  const found = { t: Date.now() / 1000, audio: {}, video: {}, sent: {}, available: null, said: [], level: null, held: false };
  for (const one of pc ? (await pc.getStats()).values() : []) {
    // The voice and the camera are the first of their kind.
    if (one.type === "inbound-rtp" && one.mid === "0") found.audio = one;
    if (one.type === "inbound-rtp" && one.mid === "1") found.video = one;
    if (one.type === "outbound-rtp") found.sent[one.mid] = one;
    if (one.type === "candidate-pair" && one.nominated) found.available = one.availableOutgoingBitrate ?? null;
  }
  const pick = (one, names) => Object.fromEntries(names.split(" ").map((name) => [name, one?.[name] ?? null]));
  const audio = "totalSamplesReceived concealedSamples silentConcealedSamples jitterBufferDelay jitterBufferEmittedCount";
  const video = "bytesReceived headerBytesReceived frameHeight framesPerSecond framesDecoded freezeCount totalFreezesDuration";
  const sent = "bytesSent headerBytesSent packetsSent frameHeight framesPerSecond";
  found.audio = pick(found.audio, audio);
  found.video = pick(found.video, video);
  found.sent = { audio: pick(found.sent["0"], sent), video: pick(found.sent["1"], sent) };
  const sign = document.querySelector("#qualitySign");
  if (sign && !sign.hidden) found.level = sign.dataset.level;
  const held = document.querySelector("#videoHeld");
  found.held = Boolean(held && !held.hidden);
  const words = document.querySelectorAll("#qualityWords, .quality-pauses > :not([hidden]) span");
  found.said = [...words].map(({ textContent }) => textContent.trim()).filter(Boolean);
  return found;
}

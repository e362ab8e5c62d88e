// Makes getStats report a good network, however busy the machine is. `window.lossy` adds loss of video: received ("in"),
// or sent, as the peer reports it ("out"). `window.narrow` is a line that takes the sound and nothing else.
// `window.slowLine` delays this page's pings to the server, `window.quickLine` has them answered at once. For the page, time passes `times` as fast.
(times) => {
  const { prototype } = RTCPeerConnection;
  const ask = prototype.getStats;
  const send = WebSocket.prototype.send;
  const began = Date.now();
  const good = {
    "inbound-rtp": { packetsLost: 0, concealedSamples: 0, silentConcealedSamples: 0, totalFreezesDuration: 0,
      framesDropped: 0 },
    "outbound-rtp": { qualityLimitationReason: "none" },
    "remote-inbound-rtp": { fractionLost: 0, roundTripTime: 0.02 },
    "candidate-pair": { currentRoundTripTime: 0.02 },
  };
  prototype.getStats = async function () {
    const report = new Map(await ask.call(this));
    for (const [id, entry] of report) {
      const shown = { ...entry, ...good[entry.type], timestamp: began + times * (entry.timestamp - began) };
      const lossy = entry.kind === "video" && window.lossy;
      if (lossy === "in" && "packetsLost" in shown) shown.packetsLost = entry.packetsReceived;
      if (lossy === "out" && "fractionLost" in shown) shown.fractionLost = 0.5;
      report.set(id, shown);
    }
    return report;
  };
  const sender = RTCRtpSender.prototype;
  const askSender = sender.getStats;
  sender.getStats = async function () {
    const report = new Map(await askSender.call(this));
    for (const [id, entry] of report) {
      const availableOutgoingBitrate = window.narrow ? 60_000 : 2_000_000;
      if (entry.type === "candidate-pair") report.set(id, { ...entry, availableOutgoingBitrate });
    }
    return report;
  };
  WebSocket.prototype.send = function (frame) {
    const late = window.slowLine && JSON.parse(frame).type === "ping";
    // The server's own answer comes when no ping waits for it.
    const pong = new MessageEvent("message", { data: JSON.stringify({ type: "pong" }) });
    if (window.quickLine && JSON.parse(frame).type === "ping") queueMicrotask(() => this.dispatchEvent(pong));
    if (late) setTimeout(() => this.readyState === WebSocket.OPEN && send.call(this, frame), 200);
    else send.call(this, frame);
  };
  window.tests.speedUpTimers(times);
}

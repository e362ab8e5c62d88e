// Reports of a calm network, however busy the machine is, but for the loss that the test wants in the picture alone
// (window.lossy): in what comes ("in"), or, by the word of the peer, in what goes ("out").
() => {
  const { prototype } = RTCPeerConnection;
  const ask = prototype.getStats;
  const calm = {
    "inbound-rtp": { packetsLost: 0, concealedSamples: 0, silentConcealedSamples: 0, totalFreezesDuration: 0,
      framesDropped: 0 },
    "outbound-rtp": { qualityLimitationReason: "none" },
    "remote-inbound-rtp": { fractionLost: 0, roundTripTime: 0.02 },
    "candidate-pair": { currentRoundTripTime: 0.02 },
  };
  prototype.getStats = async function () {
    const report = new Map(await ask.call(this));
    for (const [id, entry] of report) {
      const told = { ...entry, ...calm[entry.type] };
      const lossy = entry.kind === "video" && window.lossy;
      if (lossy === "in" && "packetsLost" in told) told.packetsLost = entry.packetsReceived;
      if (lossy === "out" && "fractionLost" in told) told.fractionLost = 0.5;
      report.set(id, told);
    }
    return report;
  };
}

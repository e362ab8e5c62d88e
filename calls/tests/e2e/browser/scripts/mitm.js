// A man in the middle: a peer connection to each person, with its own keys. It forwards media and messages.
() => {
  /** Another one for each RTCPeerConnection (RFC 8866, section 5.2). */
  const origin = ({ sdp }) => sdp.match(/^o=\S+ (\S+)/m)[1];
  const side = () => {
    const pc = new RTCPeerConnection();
    return { pc, wire: pc.createDataChannel("videochat", { negotiated: true, id: 1 }), early: [] };
  };
  const middle = { passes: (data) => data, passed: [] };
  window.middle = middle;
  const pass = (from, to, who) => {
    const waiting = [];
    to.wire.onopen = () => waiting.splice(0).forEach((data) => to.wire.send(data));
    from.wire.onmessage = ({ data }) => {
      middle.passed.push(JSON.parse(data).type);
      const passed = middle.passes(data, who);
      to.wire.readyState === "open" ? to.wire.send(passed) : waiting.push(passed);
    };
  };
  const add = ({ pc }, candidate) => pc.addIceCandidate(candidate).catch(() => {});
  const hear = async (one, description) => {
    await one.pc.setRemoteDescription(description);
    for (const candidate of one.early.splice(0)) add(one, candidate);
  };
  const describe = async ({ pc }) => {
    await pc.setLocalDescription();
    while (pc.iceGatheringState !== "complete") {
      await new Promise((resolve) => pc.addEventListener("icegatheringstatechange", resolve, { once: true }));
    }
    return pc.localDescription.toJSON();
  };
  const tracks = ({ pc }) => pc.getTransceivers().map(({ receiver }) => receiver.track);
  // Chromium fetches the sound of a peer only while something plays it.
  const play = (track) => {
    const player = Object.assign(new Audio(), { srcObject: new MediaStream([track]), muted: true });
    document.body.append(player);
    player.play().catch(() => {});
  };
  let between = null;
  const begin = async (offer) => {
    between = { caller: side(), callee: side(), of: origin(offer), offer: null, answer: null };
    const { caller, callee } = between;
    pass(caller, callee, "caller");
    pass(callee, caller, "callee");
    await hear(caller, offer);
    for (const track of tracks(caller)) callee.pc.addTransceiver(track);
    between.offer = await describe(callee);
  };
  /** What the callee is to get in place of an offer of the caller's; or the caller, where it is for this connection alone. */
  middle.offer = async (offer) => {
    if (between?.of !== origin(offer)) await begin(offer);
    else if (between.answer && between.caller.pc.remoteDescription.sdp !== offer.sdp) {
      await hear(between.caller, offer);
      return { answer: await describe(between.caller) };
    }
    return { offer: between.offer };
  };
  /** What the caller is to get in place of the callee's answer. */
  middle.answer = async (answer) => {
    const { caller, callee } = between;
    if (callee.pc.signalingState === "have-local-offer") {
      await hear(callee, answer);
      for (const [number, line] of caller.pc.getTransceivers().entries()) {
        line.direction = "sendrecv";
        await line.sender.replaceTrack(tracks(callee)[number]);
      }
      between.answer = await describe(caller);
      for (const track of [...tracks(caller), ...tracks(callee)]) if (track.kind === "audio") play(track);
    }
    return between.answer;
  };
  middle.candidate = (who, candidate) => {
    const one = between[who];
    if (one.pc.remoteDescription) add(one, candidate);
    else one.early.push(candidate);
  };
}

// Sits between two people: a peer connection with each, both with keys of its own; sound, pictures and words are passed on.
() => {
  const LINES = ["audio", "video", "video", "audio"];
  const side = () => {
    const pc = new RTCPeerConnection();
    return { pc, wire: pc.createDataChannel("videochat", { negotiated: true, id: 1 }) };
  };
  const caller = side();
  const callee = side();
  const middle = { passes: (data) => data, passed: [] };
  window.middle = middle;
  const pass = (from, to, who) => {
    const waiting = [];
    to.wire.onopen = () => waiting.splice(0).forEach((data) => to.wire.send(data));
    from.wire.onmessage = ({ data }) => {
      const passed = middle.passes(data, who);
      middle.passed.push(JSON.parse(data).type);
      to.wire.readyState === "open" ? to.wire.send(passed) : waiting.push(passed);
    };
  };
  pass(caller, callee, "caller");
  pass(callee, caller, "callee");
  const gathered = async (pc) => {
    await pc.setLocalDescription();
    while (pc.iceGatheringState !== "complete") {
      await new Promise((resolve) => pc.addEventListener("icegatheringstatechange", resolve, { once: true }));
    }
    return pc.localDescription.toJSON();
  };
  const tracks = ({ pc }) => pc.getTransceivers().map(({ receiver }) => receiver.track);
  // Chromium fetches the sound of a peer only while something plays it.
  const play = (track) => {
    if (track.kind !== "audio") return;
    const player = Object.assign(new Audio(), { srcObject: new MediaStream([track]), muted: true });
    document.body.append(player);
    player.play();
  };
  const once = (work) => {
    let done;
    return (...given) => (done ??= work(...given));
  };
  /** What the callee is to get in place of the caller's offer. */
  middle.offer = once(async (offer) => {
    await caller.pc.setRemoteDescription(offer);
    for (const [number, track] of tracks(caller).entries()) callee.pc.addTransceiver(track ?? LINES[number]);
    return gathered(callee.pc);
  });
  /** What the caller is to get in place of the callee's answer. */
  middle.answer = once(async (answer) => {
    await callee.pc.setRemoteDescription(answer);
    for (const track of [...tracks(caller), ...tracks(callee)]) play(track);
    for (const [number, line] of caller.pc.getTransceivers().entries()) {
      line.direction = "sendrecv";
      await line.sender.replaceTrack(tracks(callee)[number]);
    }
    return gathered(caller.pc);
  });
  middle.candidate = (who, candidate) => {
    const { pc } = who === "caller" ? caller : callee;
    const add = () => pc.addIceCandidate(candidate);
    if (pc.remoteDescription) return add();
    pc.addEventListener("signalingstatechange", () => setTimeout(add), { once: true });
  };
}

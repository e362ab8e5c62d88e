// A client as the tutorials of the five-message protocol have it: no ids of calls, no other types, everything else ignored.
(name) => {
  document.body.innerHTML = '<video id="remoteVideo" autoplay playsinline></video>';
  const socket = new WebSocket(`ws://${location.host}/ws/signaling/`);
  const old = { peer: null, pc: null, signedIn: false, errors: [], left: 0 };
  window.old = old;
  const send = (message) => socket.send(JSON.stringify(old.peer ? { ...message, name: old.peer } : message));
  const begin = async () => {
    old.pc = new RTCPeerConnection();
    const stream = await navigator.mediaDevices.getUserMedia({ audio: true, video: true });
    for (const track of stream.getTracks()) old.pc.addTrack(track, stream);
    old.pc.ontrack = ({ streams }) => (document.querySelector("#remoteVideo").srcObject = streams[0]);
    old.pc.onicecandidate = ({ candidate }) => candidate && send({ type: "candidate", candidate });
  };
  const take = {
    login: ({ success }) => (old.signedIn = success),
    offer: async ({ name: caller, offer }) => {
      old.peer = caller;
      old.waiting = offer;
    },
    answer: ({ answer }) => old.pc.setRemoteDescription(new RTCSessionDescription(answer)),
    candidate: ({ candidate }) => (old.remote ? old.pc.addIceCandidate(new RTCIceCandidate(candidate)) : early.push(candidate)),
    leave: () => {
      old.left += 1;
      old.pc?.close();
      old.pc = old.peer = null;
    },
    error: (message) => old.errors.push(message),
  };
  const early = [];
  socket.onopen = () => send({ type: "login", name });
  socket.onmessage = ({ data }) => {
    const message = JSON.parse(data);
    take[message.type]?.(message);
  };
  old.call = async (peer, { bundles = true } = {}) => {
    await begin();
    old.peer = peer;
    old.remote = true;
    const offer = await old.pc.createOffer();
    await old.pc.setLocalDescription(offer);
    const sdp = bundles ? offer.sdp : offer.sdp.replace(/^a=group:BUNDLE.*\r\n/m, "");
    send({ type: "offer", offer: { type: "offer", sdp } });
  };
  old.answer = async () => {
    await begin();
    await old.pc.setRemoteDescription(new RTCSessionDescription(old.waiting));
    old.remote = true;
    for (const candidate of early.splice(0)) await old.pc.addIceCandidate(new RTCIceCandidate(candidate));
    const answer = await old.pc.createAnswer();
    await old.pc.setLocalDescription(answer);
    send({ type: "answer", answer });
  };
  old.hangUp = () => {
    send({ type: "leave" });
    take.leave();
  };
}

// One end of a call without the product: one picture, one codec. The bench carries the descriptions.

const pc = new RTCPeerConnection();
const gathered = new Promise((resolve) => {
  pc.onicecandidate = ({ candidate }) => candidate ?? resolve();
});
/** The received frames that were recorded last. */
let recorded = [];
/** The last received frame, once the track is watched. */
let last = null;

async function describe() {
  await pc.setLocalDescription();
  await gathered;
  return pc.localDescription.toJSON();
}

async function source(kind, hint) {
  const devices = navigator.mediaDevices;
  const stream =
    kind === "camera"
      ? await devices.getUserMedia({ video: { width: 1280, height: 720, frameRate: 30 } })
      : await devices.getDisplayMedia({ video: { frameRate: { ideal: 30, max: 30 } }, preferCurrentTab: true });
  const [track] = stream.getVideoTracks();
  track.contentHint = hint;
  return track;
}

/** Offers one codec, and its retransmissions. `encoding`: an RTCRtpEncodingParameters. */
async function offer({ codec, kind, hint, encoding, degradationPreference }) {
  const track = await source(kind, hint);
  const transceiver = pc.addTransceiver(track, { direction: "sendonly", sendEncodings: [encoding] });
  const { codecs } = RTCRtpSender.getCapabilities("video");
  const wanted = codecs.find((one) => one.mimeType === codec.mimeType && (one.sdpFmtpLine ?? "").includes(codec.fmtp));
  transceiver.setCodecPreferences([wanted, ...codecs.filter(({ mimeType }) => mimeType === "video/rtx")]);
  const parameters = transceiver.sender.getParameters();
  await transceiver.sender.setParameters({ ...parameters, degradationPreference });
  return describe();
}

async function answer(description) {
  await pc.setRemoteDescription(description);
  return describe();
}

async function accept(description) {
  await pc.setRemoteDescription(description);
}

async function statsOf(type) {
  const report = await pc.getStats();
  return [...report.values()].find((one) => one.type === type && one.kind === "video");
}

const framesOf = (track) => new MediaStreamTrackProcessor({ track }).readable.getReader();

/** A copy, since a decoder has only few buffers. */
async function copyOf(frame) {
  const bytes = new Uint8Array(frame.allocationSize());
  await frame.copyTo(bytes);
  const { width, height } = frame.visibleRect;
  return { width, height, format: frame.format, bytes };
}

const facts = () => recorded.map(({ bytes: _, ...others }) => others);

/** Records the next frames. */
async function record(count) {
  const reader = framesOf(pc.getReceivers()[0].track);
  recorded = [];
  while (recorded.length < count) {
    const { value } = await reader.read();
    recorded.push(await copyOf(value));
    value.close();
  }
  await reader.cancel();
  return facts();
}

/** Keeps the last frame from now on. */
async function watch() {
  const reader = framesOf(pc.getReceivers()[0].track);
  const next = async () => {
    const { value } = await reader.read();
    last?.close();
    last = value;
    next();
  };
  next();
}

/** The planes of a recorded frame without padding, in base64. */
function frameAt(index) {
  return recorded[index].bytes.toBase64();
}

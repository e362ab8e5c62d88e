// Lets a test unplug and plug in devices and set the microphone's level, and keeps the tracks that the page was given.
() => {
  const { mediaDevices } = navigator;
  const ask = mediaDevices.getUserMedia.bind(mediaDevices);
  const list = mediaDevices.enumerateDevices.bind(mediaDevices);
  const unplugged = new Set();
  const tracks = [];
  /** A large picture costs too much. */
  const SMALL = { width: 320, height: 240 };
  let voice = null;

  const present = async () => (await list()).filter(({ label }) => !unplugged.has(label));
  /** As in a browser: no device of this kind, or not the exact one, is an error; otherwise any present device will do. */
  const allowed = async (wanted, kind) => {
    if (!wanted) return wanted;
    const devices = (await present()).filter((device) => device.kind === kind);
    if (devices.length === 0) throw new DOMException("none", "NotFoundError");
    const id = wanted.deviceId?.exact ?? devices[0].deviceId;
    if (!devices.some(({ deviceId }) => deviceId === id)) throw new DOMException("not there", "OverconstrainedError");
    return { ...wanted, deviceId: { exact: id } };
  };
  const withVoice = (stream) => {
    for (const track of stream.getAudioTracks()) track.stop();
    const out = new MediaStreamAudioDestinationNode(voice.context);
    voice.connect(out);
    return new MediaStream([...out.stream.getAudioTracks(), ...stream.getVideoTracks()]);
  };
  mediaDevices.enumerateDevices = present;
  mediaDevices.getUserMedia = async ({ audio, video }) => {
    const camera = await allowed(video, "videoinput");
    const found = await ask({ audio: await allowed(audio, "audioinput"), video: camera && { ...camera, ...SMALL } });
    const stream = voice && audio ? withVoice(found) : found;
    tracks.push(...stream.getTracks());
    return stream;
  };
  const changed = () => mediaDevices.dispatchEvent(new Event("devicechange"));

  window.fakeDevices = {
    tracks,
    /** The labels of the live tracks. */
    live: () => tracks.filter(({ readyState }) => readyState === "live").map(({ label }) => label),
    unplug(...labels) {
      for (const label of labels) unplugged.add(label);
      for (const track of tracks) {
        if (!unplugged.has(track.label) || track.readyState === "ended") continue;
        track.stop();
        track.dispatchEvent(new Event("ended"));
      }
      changed();
    },
    plug(...labels) {
      for (const label of labels) unplugged.delete(label);
      changed();
    },
    /** From now on every microphone hears a tone of this loudness; 0 is silence. */
    setMicrophoneLevel(loudness) {
      if (!voice) {
        const context = new AudioContext();
        voice = new GainNode(context, { gain: loudness });
        const tone = new OscillatorNode(context);
        tone.connect(voice);
        tone.start();
      }
      voice.gain.value = loudness;
    },
    /** The track of this kind that is sent to the peer. */
    sentTrack: (kind) =>
      tests.connections
        .at(-1)
        ?.getSenders()
        .find(({ track }) => track?.kind === kind)?.track ?? null,
  };
}

// Keeps every track that the page was given, pulls devices out and plugs them in, and speaks into the microphone.
() => {
  const { mediaDevices } = navigator;
  const ask = mediaDevices.getUserMedia.bind(mediaDevices);
  const list = mediaDevices.enumerateDevices.bind(mediaDevices);
  const gone = new Set();
  const given = [];
  let voice = null;

  const there = async () => (await list()).filter(({ label }) => !gone.has(label));
  /** As a browser does it: none left, or not this one, is an error; else any of those that are there will do. */
  const allowed = async (wanted, kind) => {
    if (!wanted) return wanted;
    const devices = (await there()).filter((device) => device.kind === kind);
    if (devices.length === 0) throw new DOMException("none", "NotFoundError");
    const id = wanted.deviceId?.exact ?? devices[0].deviceId;
    if (!devices.some(({ deviceId }) => deviceId === id)) throw new DOMException("not there", "OverconstrainedError");
    return { ...wanted, deviceId: { exact: id } };
  };
  const sung = (stream) => {
    for (const track of stream.getAudioTracks()) track.stop();
    const out = new MediaStreamAudioDestinationNode(voice.context);
    voice.connect(out);
    return new MediaStream([...out.stream.getAudioTracks(), ...stream.getVideoTracks()]);
  };
  mediaDevices.enumerateDevices = there;
  mediaDevices.getUserMedia = async ({ audio, video }) => {
    const wanted = { audio: await allowed(audio, "audioinput"), video: await allowed(video, "videoinput") };
    const found = await ask(wanted);
    const stream = voice && audio ? sung(found) : found;
    given.push(...stream.getTracks());
    return stream;
  };
  const changed = () => mediaDevices.dispatchEvent(new Event("devicechange"));

  window.plugs = {
    given,
    /** What is on, by label. */
    on: () => given.filter(({ readyState }) => readyState === "live").map(({ label }) => label),
    unplug(...labels) {
      for (const label of labels) gone.add(label);
      for (const track of given) {
        if (!gone.has(track.label) || track.readyState === "ended") continue;
        track.stop();
        track.dispatchEvent(new Event("ended"));
      }
      changed();
    },
    plug(...labels) {
      for (const label of labels) gone.delete(label);
      changed();
    },
    /** From now on every microphone hears a tone of this loudness; 0 is silence. */
    sing(loudness) {
      if (!voice) {
        const context = new AudioContext();
        voice = new GainNode(context, { gain: loudness });
        const tone = new OscillatorNode(context);
        tone.connect(voice);
        tone.start();
      }
      voice.gain.value = loudness;
    },
    /** What goes to the peer, by kind. */
    sent: (kind) =>
      tests.connections
        .at(-1)
        ?.getSenders()
        .find(({ track }) => track?.kind === kind)?.track ?? null,
  };
}

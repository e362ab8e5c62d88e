import assert from "node:assert/strict";
import test from "node:test";
import { DeviceChanges } from "../../../../static/calls/media/devices/changes/device_changes.js";
import { DeviceChoices } from "../../../../static/calls/media/devices/choices.js";
import { LocalMedia } from "../../../../static/calls/media/local_media.js";

const KINDS = { audioinput: "audio", videoinput: "video" };
const settle = () => new Promise((resolve) => setTimeout(resolve, 5));

class FakeTrack {
  enabled = true;
  readyState = "live";
  constructor(kind, device, settings) {
    Object.assign(this, { kind, label: device.label, settings });
    this.id = device.deviceId;
  }
  getSettings() {
    return { deviceId: this.id, ...this.settings };
  }
  async applyConstraints() {}
  stop() {
    this.readyState = "ended";
  }
}

/** A computer with these devices, "kind id" each; `log` says in which order they were opened. */
function computer(...names) {
  const devices = { list: [], log: [], tracks: [], busy: new Set(), alone: false };
  const add = (name) => {
    const [kind, deviceId] = name.split(" ");
    devices.list.push({ kind, deviceId, label: `the ${deviceId}`, groupId: "" });
  };
  names.forEach(add);
  const live = () => devices.tracks.filter(({ readyState }) => readyState === "live");
  const choose = (kind, wanted) => {
    const there = devices.list.filter((device) => KINDS[device.kind] === kind);
    if (there.length === 0) throw new DOMException("none", "NotFoundError");
    const found = wanted.deviceId ? there.find(({ deviceId }) => deviceId === wanted.deviceId.exact) : there[0];
    if (!found) throw new DOMException("not that one", "OverconstrainedError");
    const taken = devices.alone && live().some((track) => track.kind === kind);
    if (taken || devices.busy.has(found.deviceId)) throw new DOMException("busy", "NotReadableError");
    return found;
  };
  const open = (kind, { deviceId: _id, ...settings }, found) => {
    devices.log.push(`open ${found.deviceId}`);
    const track = new FakeTrack(kind, found, settings);
    devices.tracks.push(track);
    return track;
  };
  Object.assign(devices, {
    live,
    plug: add,
    unplug(id) {
      devices.list = devices.list.filter(({ deviceId }) => deviceId !== id);
      const track = live().find((one) => one.id === id);
      track?.stop();
      return track?.onended();
    },
    /** The track ends, and the browser goes on listing the device. */
    end(id) {
      const track = live().find((one) => one.id === id);
      track.stop();
      return track.onended();
    },
    enumerateDevices: async () => devices.list,
    async getUserMedia(wanted) {
      const found = Object.entries(wanted).map(([kind, constraints]) => [kind, constraints, choose(kind, constraints)]);
      const tracks = found.map((one) => open(...one));
      const of = (kind) => tracks.filter((track) => track.kind === kind);
      return { getAudioTracks: () => of("audio"), getVideoTracks: () => of("video") };
    },
  });
  return devices;
}

const HOME = ["audioinput mic", "audioinput headset", "videoinput webcam", "videoinput film"];

function setUp(names = HOME) {
  const devices = computer(...names);
  const choices = new DeviceChoices(null);
  const media = new LocalMedia({ devices, choices });
  const said = [];
  media.onfailures = (failures) => said.push(["failures", failures]);
  const list = async () => {
    const of = (kind) =>
      devices.list.filter((one) => one.kind === kind).map(({ deviceId: id, label }) => ({ id, label, group: "" }));
    return { microphone: of("audioinput"), camera: of("videoinput"), speaker: [] };
  };
  const changes = new DeviceChanges({
    media,
    choices,
    list,
    on: {
      onUnplugged: ({ kind, was, now, gone }) => said.push([gone ? "lost" : "stopped", kind, was.id, now?.id ?? null]),
      back: (kind, { id }) => said.push(["back", kind, id]),
      offer: (kind, { id }) => said.push(["offer", kind, id]),
    },
  });
  media.onUnplugged = (unplugged) => changes.onUnplugged(unplugged);
  const used = () => [media.device("microphone")?.id ?? null, media.device("camera")?.id ?? null];
  return { devices, choices, media, changes, said, used };
}
const chosen = (id) => ({ id, label: `the ${id}` });

test("the old device is used until the new one is sent", async () => {
  const { devices, media, choices } = setUp();
  await media.open();
  const old = media.outgoing.video;
  let sent;
  const carried = [];
  media.onchange = () => {
    carried.push([media.outgoing.video.id, old.readyState]);
    return new Promise((resolve) => {
      sent = resolve;
    });
  };
  await media.choose("camera", chosen("film"));
  assert.deepEqual(devices.log, ["open mic", "open webcam", "open film"]);
  assert.deepEqual([carried, old.readyState], [[["film", "live"]], "live"]);
  sent();
  await settle();
  assert.equal(old.readyState, "ended");
  assert.deepEqual(choices.get("camera"), chosen("film"));
});

test("a call that ends releases the old device at once as well", async () => {
  const { devices, media } = setUp();
  await media.open();
  media.onchange = () => new Promise(() => {});
  await media.choose("camera", chosen("film"));
  media.close();
  assert.deepEqual(devices.live(), []);
});

test("what is muted stays muted, and what is off stays off, with the choice kept", async () => {
  const { devices, media, used } = setUp();
  await media.open();
  await media.toggle("microphone");
  await media.toggle("camera");
  await media.choose("microphone", chosen("headset"));
  await media.choose("camera", chosen("film"));
  assert.deepEqual([used(), media.state.microphone], [["headset", null], false]);
  assert.ok(!devices.log.includes("open film"));
  await media.toggle("camera");
  assert.deepEqual(used(), ["headset", "film"]);
});

test("muting while another microphone opens mutes that one", async () => {
  const { devices, media } = setUp();
  await media.open();
  const { getUserMedia } = devices;
  const { audio } = media.outgoing;
  devices.getUserMedia = async (wanted) => {
    audio.enabled = false;
    return getUserMedia(wanted);
  };
  await media.choose("microphone", chosen("headset"));
  assert.deepEqual([media.outgoing.audio.id, media.state.microphone], ["headset", false]);
});

test("if only one camera can be open, the old one stops first, and opens again if the new one fails", async () => {
  const { devices, media, choices, said, used } = setUp();
  devices.alone = true;
  await media.open();
  await media.choose("camera", chosen("film"));
  assert.deepEqual([used(), devices.live().length], [["mic", "film"], 2]);
  devices.busy.add("webcam");
  await media.choose("camera", chosen("webcam"));
  assert.deepEqual([used(), said], [["mic", "film"], [["failures", { camera: "in-use" }]]]);
  assert.deepEqual(choices.get("camera"), chosen("film"));
});

test("a chosen device that is unplugged is skipped and stays chosen", async () => {
  const { media, choices, said, used } = setUp();
  choices.set("microphone", chosen("studio"));
  await media.open();
  assert.deepEqual([used(), said], [["mic", "webcam"], []]);
  assert.deepEqual(choices.get("microphone"), chosen("studio"));
});

test("a choice under a new id is found by its name, though only once the devices have names", async () => {
  const { devices, media, choices, used } = setUp();
  choices.set("camera", { id: "of last year", label: "the film" });
  const { enumerateDevices } = devices;
  devices.enumerateDevices = async () => (devices.tracks.length > 0 ? enumerateDevices() : []);
  await media.open();
  assert.deepEqual([used(), devices.live().length], [["mic", "film"], 2]);
});

test("choosing another device ends a failure", async () => {
  const { devices, media, said, used } = setUp();
  devices.busy.add("webcam");
  await media.open();
  assert.deepEqual([said, media.failures], [[["failures", { camera: "in-use" }]], { camera: "in-use" }]);
  await media.choose("camera", chosen("film"));
  assert.deepEqual([used(), media.failures], [["mic", "film"], {}]);
});

test("an unplugged device is replaced, stays muted if it was, and is used again when it is back", async () => {
  const { devices, media, changes, said, used } = setUp();
  await media.open();
  await media.choose("microphone", chosen("headset"));
  await media.toggle("microphone");
  await devices.unplug("headset");
  await changes.changed();
  assert.deepEqual([used(), media.state.microphone], [["mic", "webcam"], false]);
  devices.plug("audioinput headset");
  await changes.changed();
  assert.deepEqual([used(), media.state.microphone], [["headset", "webcam"], false]);
  assert.deepEqual(said, [
    ["lost", "microphone", "headset", "mic"],
    ["back", "microphone", "headset"],
  ]);
});

test("a device that is chosen meanwhile stays in use", async () => {
  const { devices, media, changes, said, used } = setUp();
  await media.open();
  await devices.unplug("webcam");
  changes.forget("camera");
  await media.choose("camera", chosen("film"));
  devices.plug("videoinput webcam");
  await changes.changed();
  assert.deepEqual([used(), said], [["mic", "film"], [["lost", "camera", "webcam", "film"]]]);
});

test("with none left it is off; what comes then is offered once, not switched on", async () => {
  const { devices, media, changes, said, used } = setUp(["audioinput mic", "videoinput webcam"]);
  await media.open();
  await devices.unplug("webcam");
  await changes.changed();
  assert.deepEqual([used(), media.state.camera], [["mic", null], false]);
  devices.plug("videoinput film");
  await changes.changed();
  await changes.changed();
  assert.deepEqual(used(), ["mic", null]);
  assert.deepEqual(said, [
    ["lost", "camera", "webcam", null],
    ["offer", "camera", "film"],
  ]);
  await media.open(["camera"]);
  assert.deepEqual(used(), ["mic", "film"]);
});

test("a camera that the user has switched off is not lost", async () => {
  const { devices, media, changes, said } = setUp();
  await media.open();
  await media.toggle("camera");
  await devices.unplug("webcam");
  devices.plug("videoinput webcam");
  await changes.changed();
  assert.deepEqual(said, []);
});

test("a blocked device is explained, not replaced", async () => {
  const { devices, media, said } = setUp();
  await media.open();
  devices.getUserMedia = async () => {
    throw new DOMException("no", "NotAllowedError");
  };
  await devices.unplug("webcam");
  assert.deepEqual([said, media.state.camera], [[["failures", { camera: "denied" }]], false]);
});

test("a browser that changes an open microphone's processing opens no other", async () => {
  const { devices, media } = setUp();
  await media.open();
  const { audio } = media.outgoing;
  audio.applyConstraints = async (wanted) => Object.assign(audio.settings, wanted);
  await media.setVoiceProcessing("noiseSuppression", false);
  assert.deepEqual([media.outgoing.audio === audio, audio.settings.noiseSuppression], [true, false]);
  assert.equal(devices.log.length, 2);
});

test("if an open microphone passes its processing on to the next, the change goes over an unprocessed one", async () => {
  const { devices, media, used } = setUp();
  const { getUserMedia } = devices;
  devices.getUserMedia = async (wanted) => {
    const open = devices.live().filter(({ kind }) => kind === "audio");
    const treated = open.find(({ settings }) => Object.values(settings).some((on) => on === true));
    const { deviceId, ...settings } = wanted.audio ?? {};
    const plain = Object.values(settings).every((on) => on.exact === false);
    const lent = treated && !plain ? treated.settings : settings;
    return getUserMedia(wanted.audio ? { ...wanted, audio: { ...lent, deviceId } } : wanted);
  };
  media.onchange = () => settle();
  await media.choose("microphone", chosen("headset"));
  await media.open();
  await media.toggle("microphone");
  await media.setVoiceProcessing("noiseSuppression", false);
  const { noiseSuppression, echoCancellation } = media.outgoing.audio.getSettings();
  assert.deepEqual([noiseSuppression, echoCancellation, media.state.microphone], [false, true, false]);
  await settle();
  await settle();
  assert.deepEqual([used(), devices.live().length], [["headset", "webcam"], 2]);
});

test("a muted microphone is open only while the key is held", async () => {
  const { media } = setUp();
  await media.open();
  media.hold(true);
  assert.equal(media.held, false, "it is open already");
  await media.toggle("microphone");
  const told = [];
  media.onchange = () => told.push(media.state.microphone);
  media.hold(true);
  media.hold(true);
  media.hold(false);
  media.hold(false);
  assert.deepEqual(told, [true, false]);
});

test("unmuting while holding the key keeps it open", async () => {
  const { media } = setUp();
  await media.open();
  await media.toggle("microphone");
  media.hold(true);
  await media.toggle("microphone");
  media.hold(false);
  assert.deepEqual([media.state.microphone, media.held], [true, false]);
});

test("a device whose track ends while it is still listed is opened again, and nothing was unplugged", async () => {
  const { devices, media, said, used } = setUp(["audioinput mic", "videoinput webcam"]);
  await media.open();
  await media.toggle("microphone");
  await devices.end("webcam");
  await devices.end("mic");
  assert.deepEqual([used(), devices.live().length, said], [["mic", "webcam"], 2, []]);
  assert.deepEqual(media.state, { microphone: false, camera: true, screen: false });
});

test("a device that is listed and does not open again has stopped; another takes its place", async () => {
  const { devices, media, said, used } = setUp();
  await media.open();
  devices.busy.add("webcam");
  await devices.end("webcam");
  assert.deepEqual([used(), said], [["mic", "film"], [["stopped", "camera", "webcam", "film"]]]);
});

test("the only device that stops and does not open again is off, until the person tries again", async () => {
  const { devices, media, said, used } = setUp(["audioinput mic", "videoinput webcam"]);
  await media.open();
  devices.busy.add("webcam");
  await devices.end("webcam");
  assert.deepEqual([used(), said], [["mic", null], [["stopped", "camera", "webcam", null]]]);
  devices.busy.clear();
  await media.setDevice("camera", true);
  assert.deepEqual(used(), ["mic", "webcam"]);
});

test("a device that ends again and again is not opened for ever", async () => {
  const { devices, media, said, used } = setUp(["audioinput mic", "videoinput webcam"]);
  await media.open();
  await devices.end("webcam");
  await devices.end("webcam");
  assert.deepEqual([used(), said], [["mic", null], [["stopped", "camera", "webcam", null]]]);
});

test("a device that the person blocks while it is listed is explained, and asked for once", async () => {
  const { devices, media, said } = setUp();
  await media.open();
  let asked = 0;
  devices.getUserMedia = async () => {
    asked += 1;
    throw new DOMException("no", "NotAllowedError");
  };
  await devices.end("webcam");
  assert.deepEqual([said, asked], [[["failures", { camera: "denied" }]], 1]);
});

test("the alias of a device that is gone, and stands for another one now, was unplugged", async () => {
  const { devices, media, said } = setUp(["audioinput default"]);
  await media.open();
  devices.list[0].label = "the other";
  await devices.end("default");
  assert.deepEqual(said.at(-1), ["lost", "microphone", "default", "default"]);
});

test("a listed device that does not open is not reported at each change of the list", async () => {
  const { devices, media, changes, said, choices } = setUp();
  await media.open();
  choices.set("camera", chosen("film"));
  devices.busy.add("film");
  await changes.changed();
  assert.deepEqual(said, []);
});

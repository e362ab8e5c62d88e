// What the set-up check says of everything that a browser, a device and a network can do.
import assert from "node:assert/strict";
import test from "node:test";

globalThis.gettext = (text) => text;
globalThis.ngettext = (one, many, count) => (count === 1 ? one : many);
globalThis.interpolate = (text, values) => text.replace(/%\((\w+)\)s/g, (_all, name) => values[name]);

const PLACE = "../../static/calls/check";
const { browserFamily, sitePermissions, systemPermissions } = await import(`${PLACE}/verdicts/browser_names.js`);
const { browserVerdict, secureVerdict } = await import(`${PLACE}/verdicts/page_verdicts.js`);
const devices = await import(`${PLACE}/verdicts/device_verdicts.js`);
const network = await import(`${PLACE}/verdicts/network_verdicts.js`);
const { report } = await import(`${PLACE}/report.js`);
const { stateWord, summary } = await import(`${PLACE}/texts.js`);

/** Each row: a name, the verdict, the expected result, and words of its text or advice. */
function check(rows) {
  for (const [name, { result, text, advice }, expected, words] of rows) {
    assert.equal(result, expected, name);
    assert.match(`${text} ${advice.join(" ")}`, words, name);
    assert.ok(text, name);
    // What does not work says what to do, unless its sentence does.
    if (result === "fails" || result === "limited")
      assert.ok(advice.length > 0 || /try again|Open this|Use a/i.test(text), name);
  }
}

test("the browser and the page", () => {
  const all = { connections: true, devices: true, secure: true };
  check([
    ["all", browserVerdict(all), "works", /can make calls/],
    ["no WebRTC", browserVerdict({ ...all, connections: false }), "fails", /missing or turned off.*Chrome/],
    ["no devices", browserVerdict({ ...all, devices: false }), "limited", /no camera and no microphone/],
    ["insecure", browserVerdict({ ...all, devices: false, secure: false }), "works", /can make calls/],
    ["secure", secureVerdict(true), "works", /secure/],
    ["http", secureVerdict(false), "fails", /https/],
  ]);
});

const AGENTS = {
  chrome: ["Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36", 0],
  edge: [
    "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0 Safari/537.36 Edg/120.0",
    0,
  ],
  firefox: ["Mozilla/5.0 (X11; Linux x86_64; rv:120.0) Gecko/20100101 Firefox/120.0", 0],
  safari: [
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.0 Safari/605.1.15",
    0,
  ],
  ios: [
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.0 Safari/605.1.15",
    5,
  ],
  android: [
    "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0 Mobile Safari/537.36",
    5,
  ],
  other: ["curl/8.0", 0],
};

test("each browser has its own place for permissions", () => {
  for (const [family, [agent, touch]] of Object.entries(AGENTS)) assert.equal(browserFamily(agent, touch), family);
  assert.equal(browserFamily("Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) CriOS/120.0 Safari/604.1"), "ios");
  const words = Object.keys(AGENTS).map(sitePermissions);
  assert.equal(new Set(words).size, words.length);
  assert.notEqual(systemPermissions("ios"), systemPermissions("chrome"));
});

/** @param {object} why @param {object} permissions */
const permissions = (why = {}, permissions = {}) =>
  devices.permissionsVerdict({
    why: { camera: null, microphone: null, ...why },
    permissions: { camera: null, microphone: null, ...permissions },
    family: "firefox",
  });
const both = (why) => ({ camera: why, microphone: why });

test("permissions", () => {
  check([
    ["granted", permissions({}, both("granted")), "works", /may use/],
    ["opened, and the browser does not tell", permissions(), "works", /may use/],
    ["blocked", permissions(both("denied")), "fails", /Camera and microphone are blocked.*In Firefox/],
    ["one blocked", permissions({ camera: "denied" }), "fails", /The camera is blocked/],
    ["one blocked without a request", permissions({}, { microphone: "denied" }), "fails", /The microphone is blocked/],
    ["dismissed", permissions(both("dismissed")), "fails", /closed without an answer.*check again/],
    ["by the system", permissions(both("system")), "fails", /Your system.*On a Mac/],
    ["not answered", permissions(both("unanswered"), both("prompt")), "limited", /waits for your answer/],
    ["no devices, and the browser does not tell", permissions(both("missing")), "limited", /does not tell/],
    ["no devices, but allowed", permissions(both("missing"), both("granted")), "works", /may use/],
    ["insecure", permissions(both("insecure")), "skipped", /secure page/],
    ["unsupported", permissions(both("unsupported")), "skipped", /no devices/],
  ]);
});

test("camera and microphone", () => {
  const picture = { width: 1280, height: 720, frameRate: 29.97, dark: false };
  const heard = { loudest: -20, muted: false };
  const rows = [
    ["a picture", devices.cameraVerdict(null, picture), "works", /^1280 × 720, 30 frames a second/],
    ["no frame rate", devices.cameraVerdict(null, { ...picture, frameRate: undefined }), "works", /^1280 × 720 /],
    ["small", devices.cameraVerdict(null, { ...picture, width: 320, height: 240 }), "limited", /small/],
    ["dark", devices.cameraVerdict(null, { ...picture, dark: true }), "limited", /black.*cover/],
    ["no frame", devices.cameraVerdict(null, null), "fails", /sends no picture/],
    ["a voice", devices.microphoneVerdict(null, heard), "works", /heard/],
    ["a quiet room", devices.microphoneVerdict(null, { ...heard, loudest: -70 }), "limited", /was not heard/],
    ["silence", devices.microphoneVerdict(null, { ...heard, loudest: -120 }), "fails", /delivers silence/],
    ["no level", devices.microphoneVerdict(null, { ...heard, loudest: null }), "limited", /does not show its level/],
    ["muted", devices.microphoneVerdict(null, { ...heard, muted: true }), "fails", /muted/],
  ];
  for (const why of [
    "denied",
    "dismissed",
    "system",
    "missing",
    "in-use",
    "insecure",
    "unsupported",
    "other",
    "unanswered",
  ]) {
    rows.push([why, devices.cameraVerdict(why, null), "fails", /camera/]);
    rows.push([why, devices.microphoneVerdict(why, heard), "fails", /microphone/]);
  }
  check(rows);
});

test("what the person hears", () => {
  check([
    ["recording", devices.recordingVerdict(true), "works", /own voice/],
    ["no recording", devices.recordingVerdict(false), "fails", /speaker below/],
    ["tone", devices.speakerVerdict(true), "works", /tone/],
    ["no tone", devices.speakerVerdict(false), "fails", /volume/],
  ]);
});

const gathering = (after, errors = [], complete = true) => ({ types: [], after, errors, complete });

test("server, STUN and TURN", () => {
  const turn = network.turnVerdict;
  check([
    ["server", network.serverVerdict(42), "works", /42 ms/],
    ["slow server", network.serverVerdict(900), "limited", /900 ms/],
    ["no server", network.serverVerdict(null), "fails", /WebSockets/],
    ["STUN", network.stunVerdict([gathering(31)]), "works", /31 ms/],
    ["a public address", network.stunVerdict([gathering(null)]), "works", /directly/],
    ["no STUN", network.stunVerdict([gathering(null, [701])]), "fails", /701.*block UDP/],
    ["late STUN", network.stunVerdict([gathering(null, [], false)]), "fails", /did not answer/],
    ["TURN", turn("udp", [gathering(20), gathering(12)]), "works", /12 ms/],
    ["one of two", turn("udp", [gathering(20), gathering(null, [701])]), "limited", /Not all/],
    ["an error beside a candidate", turn("udp", [gathering(20, [701])]), "works", /20 ms/],
    ["wrong secret", turn("udp", [gathering(null, [401])]), "fails", /refuses.*credentials.*401.*TURN_SECRET/],
    ["wrong secret, and no IPv6", turn("tcp", [gathering(null, [701, 401])]), "fails", /refuses.*credentials/],
    ["quota", turn("tcp", [gathering(null, [486])]), "fails", /too many connections/],
    ["full", turn("tls", [gathering(null, [508])]), "fails", /full/],
    ["unreachable by UDP", turn("udp", [gathering(null, [701])]), "fails", /cannot be reached.*701.*block UDP/],
    ["unreachable by TCP", turn("tcp", [gathering(null, [701])]), "fails", /port for TCP/],
    ["unreachable by TLS", turn("tls", [gathering(null, [701])]), "fails", /encrypted/],
    ["no answer", turn("udp", [gathering(null, [], false)]), "fails", /in time/],
  ]);
});

test("what cannot be tried is skipped, and says why", () => {
  const able = { webRtc: true, online: true, urls: 1 };
  assert.equal(network.notTried(able), null);
  check([
    ["not set up", network.notTried({ ...able, urls: 0 }), "skipped", /Not set up on this site/],
    ["offline", network.notTried({ ...able, urls: 0, online: false }), "skipped", /not reached/],
    ["no WebRTC", network.notTried({ ...able, webRtc: false }), "skipped", /WebRTC/],
    ["no relay", network.noRelay(), "skipped", /relay that answers/],
  ]);
});

test("a call through the relay", () => {
  const call = { connected: true, bitrate: 1_300_000, loss: 0.002, roundTrip: 0.04, protocol: "udp" };
  check([
    ["good", network.relayVerdict(call), "works", /1\.3 Mbit\/s, 0\.2 % lost, round trip 40 ms, UDP/],
    ["nothing known", network.relayVerdict({ ...call, roundTrip: null, protocol: null }), "works", /lost $/],
    ["lossy", network.relayVerdict({ ...call, loss: 0.2 }), "limited", /gaps/],
    ["narrow", network.relayVerdict({ ...call, bitrate: 200_000 }), "limited", /voice/],
    ["too narrow", network.relayVerdict({ ...call, bitrate: 20_000 }), "fails", /Too slow/],
    ["not connected", network.relayVerdict({ ...call, connected: false }), "fails", /own address/],
  ]);
});

test("the summary says whether calls work", () => {
  const of = (verdicts) => summary(new Map(Object.entries(verdicts)));
  const [good, bad, so] = ["works", "fails", "limited"].map((result) => ({ result, text: "", advice: [] }));
  assert.equal(of({ browser: good, server: good, stun: { ...good, result: "skipped" } }).result, "works");
  assert.deepEqual(of({ browser: good, camera: bad }), {
    result: "limited",
    text: "You can make calls, but one thing needs attention.",
  });
  assert.match(of({ camera: bad, microphone: so }).text, /but 2 things/);
  assert.equal(of({ browser: good, server: bad }).result, "fails");
  const skipped = { ...good, result: "skipped" };
  assert.match(of({ server: good, stun: bad, "turn-udp": bad, "turn-tls": skipped }).text, /other networks/);
  assert.match(of({ server: good, stun: bad, "turn-udp": bad, "turn-tls": good }).text, /but 2 things/);
});

test("the report has each step's verdict", () => {
  const states = ["waiting", "request", "asked", "running", "works", "limited", "fails", "skipped"];
  assert.equal(new Set(states.map(stateWord)).size, states.length);
  const rows = [
    { title: "Camera", state: "works", text: "1280 × 720" },
    { title: "Speaker", state: "request", text: "" },
  ];
  const text = report(rows, { when: "2026-01-02T03:04:05Z", browser: "Firefox", candidateTypes: ["relay", "host"] });
  assert.match(text, /^\[Works\] Camera: 1280 × 720$/m);
  assert.match(text, /^\[When you like\] Speaker$/m);
  assert.match(text, /^ICE: host, relay$/m);
});

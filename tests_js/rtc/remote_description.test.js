// What the browser reads from the peer's description about sending (RFC 2198, RFC 7587).
import assert from "node:assert/strict";
import test from "node:test";
import { adapted, limitsSound } from "../../static/calls/rtc/remote_description.js";

const lines = (...all) => all.map((line) => `${line}\r\n`).join("");
const SESSION = lines("v=0", "o=- 42 2 IN IP4 127.0.0.1", "s=-", "t=0 0", "a=group:BUNDLE 0 1 2 3 4");
const AUDIO = lines(
  "m=audio 9 UDP/TLS/RTP/SAVPF 111 63 9 0 8 13 110 126",
  "a=mid:0",
  "a=rtpmap:111 opus/48000/2",
  "a=rtcp-fb:111 transport-cc",
  "a=fmtp:111 minptime=10;useinbandfec=1",
  "a=rtpmap:63 red/48000/2",
  "a=fmtp:63 111/111",
  "a=rtpmap:9 G722/8000",
);
const VIDEO = lines(
  "m=video 9 UDP/TLS/RTP/SAVPF 96 97 102 103 118",
  "a=mid:1",
  "a=rtpmap:96 VP8/90000",
  "a=rtpmap:97 rtx/90000",
  "a=fmtp:97 apt=96",
  "a=rtpmap:102 H264/90000",
  "a=fmtp:102 level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42001f",
  "a=rtpmap:103 rtx/90000",
  "a=fmtp:103 apt=102",
  "a=rtpmap:118 red/90000",
);
const DATA = lines("m=application 9 UDP/DTLS/SCTP webrtc-datachannel", "a=mid:4");
const CHROMIUM = { type: "offer", sdp: SESSION + AUDIO + VIDEO + VIDEO + AUDIO + DATA };
const FIREFOX = {
  type: "answer",
  sdp:
    SESSION +
    lines(
      "m=audio 9 UDP/TLS/RTP/SAVPF 109 101",
      "a=fmtp:109 maxplaybackrate=48000;stereo=1;useinbandfec=1",
      "a=fmtp:101 0-15",
      "a=rtpmap:109 opus/48000/2",
      "a=rtpmap:101 telephone-event/8000/1",
    ) +
    lines("m=video 9 UDP/TLS/RTP/SAVPF 120 124", "a=fmtp:120 max-fs=12288;max-fr=60", "a=rtpmap:120 VP8/90000"),
};

const SPARSE = { bitrate: null, sparse: true, redundant: false };
const PLAIN = { bitrate: null, sparse: false, redundant: false };
const all = (pattern, { sdp }) => [...sdp.matchAll(pattern)].map(([line]) => line);

test("both sounds have RED first, and only the voice leaves silence out", () => {
  const changed = adapted(CHROMIUM, { startBitrate: null });
  const preferred = "m=audio 9 UDP/TLS/RTP/SAVPF 63 111 9 0 8 13 110 126";
  assert.deepEqual(all(/^m=audio.*$/gm, changed), [preferred, preferred]);
  assert.deepEqual(all(/^a=fmtp:111.*$/gm, changed), [
    "a=fmtp:111 minptime=10;useinbandfec=1;usedtx=1",
    "a=fmtp:111 minptime=10;useinbandfec=1",
  ]);
});

test("nothing else changes", () => {
  const changed = adapted(CHROMIUM, { startBitrate: 800_000 });
  assert.equal(changed.type, "offer");
  const without = changed.sdp
    .replaceAll(/^a=fmtp:96.*\r\n/gm, "")
    .replaceAll(/;(usedtx|x-google-start-bitrate)=\d+/g, "")
    .replaceAll("SAVPF 63 111", "SAVPF 111 63");
  assert.equal(without, CHROMIUM.sdp);
});

test("on a thin line neither sound has RED, and packets are long", () => {
  const changed = adapted(adapted(CHROMIUM, { startBitrate: null }), { startBitrate: null, sound: SPARSE });
  assert.deepEqual(all(/^m=audio.*$/gm, changed), Array(2).fill("m=audio 9 UDP/TLS/RTP/SAVPF 111 63 9 0 8 13 110 126"));
  assert.deepEqual(all(/^a=ptime.*$/gm, changed), ["a=ptime:60", "a=ptime:60"]);
  const others = changed.sdp.replaceAll("a=ptime:60\r\n", "").replace(";usedtx=1", "");
  assert.equal(others, CHROMIUM.sdp);
});

test("on a line that loses nothing neither sound has RED, also where the peer prefers it", () => {
  const redundant = adapted(CHROMIUM, { startBitrate: null });
  const plain = adapted(redundant, { startBitrate: null, sound: PLAIN });
  assert.deepEqual(plain, { ...CHROMIUM, sdp: CHROMIUM.sdp.replace("useinbandfec=1", "$&;usedtx=1") });
  assert.deepEqual(adapted(plain, { startBitrate: null }), redundant);
  assert.equal(
    adapted(FIREFOX, { startBitrate: null, sound: PLAIN }).sdp,
    adapted(FIREFOX, { startBitrate: null }).sdp,
  );
});

test("a description is adapted again and again as the line changes", () => {
  const wide = adapted(CHROMIUM, { startBitrate: 800_000 });
  const thin = adapted(wide, { startBitrate: null, sound: { ...SPARSE, bitrate: 16_000 } });
  assert.notEqual(thin.sdp, wide.sdp);
  assert.deepEqual(adapted(thin, { startBitrate: null }), wide);
});

test("both sounds take fewer bits on a line that is not wide, with redundancy", () => {
  const limited = (described, bitrate, limits = limitsSound(described)) =>
    adapted(described, { startBitrate: null, sound: { ...PLAIN, bitrate, redundant: true }, limits });
  const free = limited(CHROMIUM, null);
  const less = limited(limited(free, 24_000, false), 16_000, false);
  assert.deepEqual(all(/^a=fmtp:111.*$/gm, less), [
    "a=fmtp:111 minptime=10;useinbandfec=1;usedtx=1;maxaveragebitrate=16000",
    "a=fmtp:111 minptime=10;useinbandfec=1;maxaveragebitrate=16000",
  ]);
  assert.equal(less.sdp.match(/SAVPF 63 111/g).length, 2);
  // Browsers may put the parameters into another order.
  const sorted = less.sdp.replace(/(a=fmtp:111 )(.*);(maxaverage.*)/g, "$1$3;$2");
  assert.deepEqual(limited({ ...less, sdp: sorted }, null, false), free);
  const bare = { ...CHROMIUM, sdp: CHROMIUM.sdp.replaceAll(/^a=fmtp:111 .*\r\n/gm, "") };
  assert.match(limited(bare, 24_000).sdp, /^a=fmtp:111 maxaveragebitrate=24000\r$/m);
  assert.deepEqual(limited(limited(bare, 24_000), null, false), limited(bare, null));
  const own = { ...CHROMIUM, sdp: CHROMIUM.sdp.replaceAll("useinbandfec=1", "$&;maxaveragebitrate=20000") };
  assert.match(limited(own, 16_000).sdp, /maxaveragebitrate=20000;usedtx=1/);
  assert.match(limited(own, null).sdp, /maxaveragebitrate=20000;usedtx=1/);
});

test("a peer's own length of packets gives way on a thin line alone", () => {
  const described = { type: "answer", sdp: FIREFOX.sdp.replace("a=fmtp:109", "a=ptime:20\r\na=maxptime:40\r\n$&") };
  const lengths = (how) => all(/^a=(?:max)?ptime.*$/gm, adapted(described, { startBitrate: null, ...how }));
  assert.deepEqual(lengths({ sound: SPARSE }), ["a=ptime:60"]);
  assert.deepEqual(lengths({}), ["a=ptime:20", "a=maxptime:40"]);
});

test("the description of a browser without RED keeps its order", () => {
  const changed = adapted(FIREFOX, { startBitrate: null });
  assert.match(changed.sdp, /^m=audio 9 UDP\/TLS\/RTP\/SAVPF 109 101\r$/m);
  assert.match(changed.sdp, /^a=fmtp:109 maxplaybackrate=48000;stereo=1;useinbandfec=1;usedtx=1\r$/m);
});

test("RED for another codec than Opus is not preferred", () => {
  const other = { type: "offer", sdp: SESSION + AUDIO.replace("a=fmtp:63 111/111", "a=fmtp:63 9/9") };
  assert.match(adapted(other, { startBitrate: null }).sdp, /SAVPF 111 63 /);
});

test("every codec of the pictures begins with the bit rate", () => {
  const formats = all(/^a=fmtp:(?:96|97|102|118|120) .*$/gm, adapted(CHROMIUM, { startBitrate: 800_400 })).slice(0, 3);
  assert.deepEqual(formats, [
    "a=fmtp:96 x-google-start-bitrate=800",
    "a=fmtp:97 apt=96",
    "a=fmtp:102 level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42001f;x-google-start-bitrate=800",
  ]);
  assert.match(
    adapted(FIREFOX, { startBitrate: 500_000 }).sdp,
    /^a=fmtp:120 max-fs=12288;max-fr=60;x-google-start-bitrate=500\r$/m,
  );
  assert.doesNotMatch(adapted(CHROMIUM, { startBitrate: null }).sdp, /start-bitrate/);
});

test("whether silence is left out is the peer's choice, if it has made one", () => {
  const said = { type: "answer", sdp: CHROMIUM.sdp.replaceAll("useinbandfec=1", "useinbandfec=1;usedtx=0") };
  assert.deepEqual(all(/usedtx=\d/g, adapted(said, { startBitrate: null })), ["usedtx=0", "usedtx=0"]);
});

test("a description without media, or without text, passes", () => {
  assert.deepEqual(adapted({ type: "offer", sdp: SESSION + DATA }, { startBitrate: 1e6 }), {
    type: "offer",
    sdp: SESSION + DATA,
  });
  assert.deepEqual(adapted({ type: "offer" }, { startBitrate: null }), { type: "offer", sdp: "" });
});

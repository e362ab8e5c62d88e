import assert from "node:assert/strict";
import test from "node:test";
import { relayOnly } from "../../../static/calls/rtc/early/relay_only.js";

const RELAY =
  "candidate:1 1 udp 41885439 203.0.113.5 50001 typ relay raddr 192.168.1.7 rport 61000 generation 0 ufrag a";
const OTHERS = [
  "candidate:2 1 udp 2122260223 192.168.1.7 50000 typ host",
  "candidate:3 1 udp 2122260223 8b5f.local 50000 typ host",
  "candidate:4 1 udp 1686052607 198.51.100.9 50000 typ srflx raddr 192.168.1.7 rport 50000",
  "candidate:5 1 udp 1686052607 198.51.100.9 50000 typ prflx raddr 192.168.1.7 rport 50000",
  "candidate:6 1 tcp 1518280447 192.168.1.7 9 typ host tcptype active",
  "",
];
const SDP = `v=0
o=mozilla 1 2 IN IP4 192.168.1.7
s=-
c=IN IP4 192.168.1.7
m=audio 50000 UDP/TLS/RTP/SAVPF 111
c=IN IP6 2001:db8::7
a=rtcp:50001 IN IP4 192.168.1.7
a=mid:0
a=ice-ufrag:abcd
a=${OTHERS[0]}
a=${RELAY}
a=end-of-candidates
m=video 0 UDP/TLS/RTP/SAVPF 96
a=mid:1
`.replaceAll("\n", "\r\n");
const ADDRESS = /192\.168|198\.51|2001:db8|\.local/;

test("a relay goes on without this side's address, and nothing else does", () => {
  assert.deepEqual(relayOnly({ candidate: { candidate: RELAY, sdpMid: "0", sdpMLineIndex: 0 } }), [
    {
      candidate: {
        candidate: RELAY.replace("raddr 192.168.1.7 rport 61000", "raddr 0.0.0.0 rport 0"),
        sdpMid: "0",
        sdpMLineIndex: 0,
      },
    },
  ]);
  for (const candidate of OTHERS) assert.deepEqual(relayOnly({ candidate: { candidate, sdpMid: "0" } }), [], candidate);
  assert.deepEqual(relayOnly({}), []);
});

test("a description names no address; its relays follow one by one", () => {
  const [{ description }, ...candidates] = relayOnly({ description: { type: "offer", sdp: SDP } });
  assert.equal(description.type, "offer");
  assert.doesNotMatch(description.sdp, ADDRESS);
  assert.doesNotMatch(description.sdp, /candidate/);
  for (const line of ["m=audio 9 UDP", "m=video 0 UDP", "o=mozilla 1 2 IN", "a=ice-ufrag:abcd", "a=mid:1"]) {
    assert.ok(description.sdp.includes(line), line);
  }
  assert.equal(candidates.length, 1);
  assert.match(candidates[0].candidate.candidate, / typ relay raddr 0\.0\.0\.0 rport 0/);
  assert.equal(candidates[0].candidate.sdpMid, "0");
});

test("lines end as they did, and a candidate in an unusual spelling does not slip through", () => {
  const sdp = `${SDP}A=candidate:9 1 udp 1 192.168.1.7 9 typ host\r\n`;
  const [{ description }] = relayOnly({ description: { type: "answer", sdp } });
  assert.doesNotMatch(description.sdp, ADDRESS);
  assert.doesNotMatch(description.sdp, /[^\r]\n/);
});

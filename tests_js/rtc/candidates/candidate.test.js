// What candidate lines say, and descriptions without them.
import assert from "node:assert/strict";
import test from "node:test";
import { isPublic, networkOf, parse, separate } from "../../../static/calls/rtc/candidates/candidate.js";

for (const [line, expected] of [
  [
    "candidate:1 1 udp 2122260223 192.168.1.2 50000 typ host generation 0 ufrag ab network-id 1",
    { protocol: "udp", address: "192.168.1.2", type: "host", related: null },
  ],
  [
    "candidate:2 1 UDP 1686052607 203.0.113.1 50000 typ srflx raddr 192.168.1.2 rport 50000 generation 0",
    { protocol: "udp", address: "203.0.113.1", type: "srflx", related: "192.168.1.2" },
  ],
  [
    "candidate:3 1 tcp 1518280447 2001:db8::1 9 typ host tcptype active",
    { protocol: "tcp", address: "2001:db8::1", type: "host", related: null },
  ],
  ["", null],
  ["candidate:nonsense", null],
]) {
  test(`a line of a candidate: ${line || "the end of candidates"}`, () => {
    assert.deepEqual(parse(line), expected);
  });
}

for (const [address, expected] of [
  ["8.8.8.8", true],
  ["172.15.0.1", true],
  ["172.32.0.1", true],
  ["100.128.0.1", true],
  ["2001:db8::1", true],
  ["10.1.2.3", false],
  ["172.16.0.1", false],
  ["172.31.255.1", false],
  ["192.168.0.1", false],
  ["100.64.0.1", false],
  ["169.254.1.1", false],
  ["fe80::1", false],
  ["fd00:77::1", false],
  ["::1", false],
  ["8f2c1c9e-0b1a-4d6c.local", false],
]) {
  test(`${address} is ${expected ? "public" : "private"}`, () => {
    assert.equal(isPublic(address), expected);
  });
}

for (const [address, expected] of [
  ["192.168.1.2", "192.168.1"],
  ["fd00:77::5", "fd00:77:0:0"],
  ["fd00:77:1:2:3:4:5:6", "fd00:77:1:2"],
]) {
  test(`the network of ${address}`, () => {
    assert.equal(networkOf(address), expected);
  });
}

const LINE = "candidate:1 1 udp 1 192.0.2.1 9 typ host";
const section = (kind, mid) =>
  `m=${kind} 9 UDP/TLS/RTP/SAVPF 0\r\na=${LINE}\r\na=end-of-candidates\r\na=mid:${mid}\r\na=rtcp-mux\r\n`;

test("a description and its candidates", () => {
  const { sdp, candidates } = separate(`v=0\r\n${section("audio", "a")}${section("video", "b")}`);
  assert.deepEqual(candidates, [
    { candidate: LINE, sdpMid: "a", sdpMLineIndex: 0 },
    { candidate: LINE, sdpMid: "b", sdpMLineIndex: 1 },
  ]);
  assert.doesNotMatch(sdp, /candidate/);
  assert.deepEqual(sdp.match(/^a=(?:mid:.|rtcp-mux)$/gm), ["a=mid:a", "a=rtcp-mux", "a=mid:b", "a=rtcp-mux"]);
});

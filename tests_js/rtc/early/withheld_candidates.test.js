import assert from "node:assert/strict";
import test from "node:test";
import { WithheldCandidates } from "../../../static/calls/rtc/early/withheld_candidates.js";
import { HOST, RELAY } from "./fake_connection.js";

const described = (...lines) => ({
  description: {
    type: "offer",
    sdp: `v=0\r\no=- 1 2 IN IP4 192.0.2.1\r\nm=audio 9 x 0\r\na=mid:0\r\n${lines.map((line) => `a=${line}\r\n`).join("")}`,
  },
});
const bare = {
  description: { type: "offer", sdp: "v=0\r\no=- 1 2 IN IP4 127.0.0.1\r\nm=audio 9 x 0\r\na=mid:0\r\n" },
};
const line = ({ candidate }) => candidate;

test("relays go out, addresses wait, and go out once", () => {
  const withheld = new WithheldCandidates();
  assert.deepEqual(withheld.filter(described()), [bare]);
  assert.deepEqual(withheld.filter({ candidate: { candidate: HOST } }), []);
  assert.deepEqual(withheld.filter({ candidate: { candidate: RELAY } }), [{ candidate: { candidate: RELAY } }]);
  assert.deepEqual(withheld.release().map(line), [HOST]);
  assert.deepEqual(withheld.release(), []);
});

test("a description that is sent again has what was found before, and replaces it", () => {
  const withheld = new WithheldCandidates();
  withheld.filter({ candidate: { candidate: HOST } });
  const [again, relay, ...more] = withheld.filter(described(HOST, RELAY));
  assert.deepEqual([again, relay.candidate.candidate, more], [bare, RELAY, []]);
  assert.deepEqual(withheld.release().map(line), [HOST]);
});

// Steps of the set-up check end in time, close what they opened, and never throw.
import assert from "node:assert/strict";
import test from "node:test";

globalThis.gettext = (text) => text;

const { Cleanup } = await import("../../static/calls/check/cleanup.js");
const { runStep } = await import("../../static/calls/check/run.js");
const { kindOfUrl, serversOf } = await import("../../static/calls/check/probes/ice_urls.js");

const WORKS = { result: "works", text: "", advice: [] };

test("a step's verdict is what it returns, and its end closes what it opened", async () => {
  const run = new Cleanup();
  const closed = [];
  const act = async (cleanup) => {
    cleanup.add(() => closed.push(1));
    return WORKS;
  };
  const verdict = await runStep({ limit: 1_000, run: act }, run);
  assert.deepEqual([verdict, closed, run.done], [WORKS, [1], false]);
});

test("a step that throws, rejects or hangs has a verdict all the same", async () => {
  const throws = () => {
    throw new Error("broken");
  };
  for (const act of [throws, async () => throws(), () => new Promise(() => {})]) {
    const { result, text, advice } = await runStep({ limit: 20, run: act }, new Cleanup());
    assert.equal(result, "fails");
    assert.ok(text && advice.length);
  }
});

test("the end of the run ends its parts, once, and what comes later at once", async () => {
  const run = new Cleanup();
  const ended = [];
  const part = run.part();
  part.add(() => ended.push("part"));
  run.add(() => ended.push("run"));
  const waited = run.wait(60_000);
  run.end();
  run.end();
  await waited;
  assert.deepEqual(ended, ["run", "part"]);
  part.add(() => ended.push("late"));
  assert.deepEqual(ended.at(-1), "late");
});

test("URLs are sorted by what they test", () => {
  const kinds = {
    "stun:stun.example.org": "stun",
    "turn:turn.example.org": "udp",
    "turn:turn.example.org:3478?transport=udp": "udp",
    "turn:turn.example.org:3478?transport=tcp": "tcp",
    "TURN:turn.example.org?transport=TCP": "tcp",
    "turns:turn.example.org:443?transport=tcp": "tls",
    "http://example.org": null,
  };
  for (const [url, kind] of Object.entries(kinds)) assert.equal(kindOfUrl(url), kind, url);
  const credentials = { username: "u", credential: "c" };
  const servers = [{ urls: "stun:a" }, { urls: ["turn:b", "turn:b?transport=tcp", "turns:b"], ...credentials }];
  assert.deepEqual(serversOf(servers, "stun"), [{ urls: "stun:a" }]);
  assert.deepEqual(serversOf(servers, "tcp"), [{ urls: "turn:b?transport=tcp", ...credentials }]);
});

import assert from "node:assert/strict";
import test from "node:test";
import { Certificates } from "../../static/calls/rtc/certificates.js";
import { fingerprintsOf, samePair } from "../../static/calls/rtc/fingerprints.js";

const DAY = 86_400_000;

async function prepared(parts = {}) {
  let made = 0;
  const generate = async () => ({ made: ++made, expires: 30 * DAY });
  const certificates = new Certificates({ generate, now: () => 0, ...parts });
  await certificates.prepare();
  return certificates;
}

test("one certificate for each call, and for all its connections", async () => {
  const certificates = await prepared();
  const [first] = certificates.of("one");
  assert.deepEqual(certificates.of("one"), [first]);
  await new Promise((resolve) => setImmediate(resolve));
  const [second] = certificates.of("two");
  assert.notEqual(second, first);
  assert.ok(second);
});

test("without a certificate, or with one that expires, the browser makes its own", async () => {
  const late = await prepared({ now: () => 29.5 * DAY });
  assert.deepEqual(late.of("one"), []);
  const unable = await prepared({ generate: () => Promise.reject(new Error("no")) });
  assert.deepEqual(unable.of("one"), []);
});

test("a page does not wait for a certificate that never comes", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const stuck = prepared({ generate: () => new Promise(() => {}) });
  t.mock.timers.tick(2_000);
  assert.deepEqual((await stuck).of("one"), []);
});

const transport = (...certificates) => ({
  getRemoteCertificates: () => certificates.map((text) => new TextEncoder().encode(text).buffer),
});
/** A connection with its data channel on `main` and its media on the others. */
const connection = (main, ways, own = "own") => ({
  sctp: main && { transport: main },
  getTransceivers: () => ways.map((way) => ({ sender: { transport: way }, receiver: { transport: way } })),
  getStats: async () =>
    new Map([
      ["T1", { type: "transport", localCertificateId: "C1" }],
      ["C1", { type: "certificate", base64Certificate: btoa(own) }],
    ]),
});

test("the fingerprints are those of the certificates in use", async () => {
  const main = transport("peer", "issuer");
  const found = await fingerprintsOf(connection(main, [main, main]));
  const sha256 = async (text) => new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)));
  assert.deepEqual(found, { own: await sha256("own"), peer: await sha256("peer"), apart: false });
  assert.equal(samePair(found, await fingerprintsOf(connection(main, []))), true);
  assert.equal(samePair(found, await fingerprintsOf(connection(main, [], "mine"))), false);
  assert.equal(samePair(found, await fingerprintsOf(connection(transport("other"), []))), false);
});

test("media that go elsewhere than the data channel are noticed; unused transports are not", async () => {
  const main = transport("peer");
  assert.equal((await fingerprintsOf(connection(main, [main, transport("middleman")]))).apart, true);
  assert.equal((await fingerprintsOf(connection(main, [transport("peer"), transport(), null]))).apart, false);
});

test("fingerprints are unknown before the handshake, without a channel, and if the browser does not tell", async () => {
  for (const main of [transport(), {}, null]) assert.equal(await fingerprintsOf(connection(main, [])), null);
});

/** A call between two pages over simulated lines, as the browsers' statistics and the pings to the server show it. */

/** One direction of a line: share of lost packets, milliseconds more, bits a second. */
export const CLEAN = { loss: 0, delay: 0, rate: Number.POSITIVE_INFINITY };
/** Milliseconds to the server or the peer and back. */
const ROUND_TRIP = 50;
/** Milliseconds that packets wait at most where a line is too narrow. */
const QUEUE = 300;
/** Milliseconds after which a sender has adapted to a narrow line. */
const ADAPTED = 2_500;
/** Bits a second that a page sends, and those of a packet. */
const VIDEO = 1_700_000;
const PACKET = 9_000;
/** Sound: 50 packets a second, of 1,200 bits. */
const SOUND_PACKETS = 50;
const SOUND = 60_000;
const REPORTS = { video: 1_000, audio: 5_000 };

/** Small, quick and repeatable (mulberry32). @param {number} seed */
function newRandom(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

class End {
  line = { up: CLEAN, down: CLEAN };
  /** Since when what this end sends is narrow, and what it may send. */
  narrowSince = null;
  estimate = 3_000_000;
  sent = { video: 0, audio: 0 };
  received = { video: 0, audio: 0 };
  lost = { video: 0, audio: 0 };
  /** What the peer has reported of this end's sending. */
  told = { video: { at: 0, loss: 0, sent: 0, lost: 0 }, audio: { at: 0, loss: 0, sent: 0, lost: 0 } };
  #pongs = [];
  #messages = [];
  #handlers = {};
  #part = { video: 0, audio: 0 };

  constructor(call) {
    this.call = call;
    this.channel = {
      open: true,
      on: (type, handler) => Object.assign(this.#handlers, { [type]: handler }),
      onchange() {},
      send: (message) => {
        this.peer.deliver(message, call.now + this.delay + (call.random() < this.loss ? 500 : 0));
        return true;
      },
    };
  }

  get peer() {
    return this.call.ends.find((end) => end !== this);
  }

  /** Of what this end sends: bits a second that fit, the share that is lost, and milliseconds on the way. */
  get rate() {
    return Math.min(this.line.up.rate, this.peer.line.down.rate);
  }
  get queued() {
    return this.narrowSince !== null && this.call.now - this.narrowSince < ADAPTED;
  }
  get loss() {
    const overflow = this.queued ? 1 - Math.min(1, this.rate / this.call.wanted) : 0;
    return 1 - (1 - this.line.up.loss) * (1 - this.peer.line.down.loss) * (1 - overflow);
  }
  get delay() {
    return ROUND_TRIP / 2 + this.line.up.delay + this.peer.line.down.delay + (this.queued ? QUEUE : 0);
  }

  deliver(message, due) {
    this.#messages.push({ message, due });
  }

  /** TCP sends what was lost again about a round trip later, and delivers in order. */
  ping(line) {
    const { up, down } = this.line;
    const { random, now } = this.call;
    let delay = ROUND_TRIP + up.delay + down.delay;
    if (this.queued && up.rate < this.call.wanted) delay += QUEUE;
    if (this.peer.queued && down.rate < this.call.wanted) delay += QUEUE;
    while (random() < 1 - (1 - up.loss) * (1 - down.loss)) delay += ROUND_TRIP + 25;
    // Once in a while the computer or the wifi is late.
    if (random() < 0.001) delay += 60;
    line.onPing();
    this.#pongs.push({ line, due: Math.max(now + delay, this.#pongs.at(-1)?.due ?? 0) });
  }

  step(milliseconds) {
    const { now, random } = this.call;
    if (this.rate >= this.call.wanted) this.narrowSince = null;
    else this.narrowSince ??= now;
    const narrow = this.narrowSince !== null && !this.queued;
    if (narrow) this.estimate = 0.9 * this.rate;
    else if (this.narrowSince === null)
      this.estimate = Math.min(3_000_000, this.estimate * 1.6 ** (milliseconds / 1000));
    const video = Math.max(0, Math.min(this.call.wanted, this.estimate) - SOUND);
    this.#part.video += (video / PACKET / 1000) * milliseconds;
    this.#part.audio += (SOUND_PACKETS / 1000) * milliseconds;
    for (const kind of ["video", "audio"]) {
      for (; this.#part[kind] >= 1; this.#part[kind] -= 1) {
        this.sent[kind] += 1;
        if (random() < this.loss) this.peer.lost[kind] += 1;
        else this.peer.received[kind] += 1;
      }
      const told = this.told[kind];
      if (now - told.at < REPORTS[kind]) continue;
      const [sent, lost] = [this.sent[kind] - told.sent, this.peer.lost[kind] - told.lost];
      this.told[kind] = { at: now, loss: lost / Math.max(1, sent), sent: this.sent[kind], lost: this.peer.lost[kind] };
    }
    while (this.#pongs.length > 0 && this.#pongs[0].due <= now) this.#pongs.shift().line.onPong();
    while (this.#messages.length > 0 && this.#messages[0].due <= now) {
      const { message } = this.#messages.shift();
      this.#handlers[message.type]?.(message);
    }
  }

  report() {
    const timestamp = this.call.now;
    const roundTripTime = (this.delay + this.peer.delay) / 1000;
    const limited = this.estimate < this.call.wanted;
    const entries = ["audio", "video"].flatMap((kind, mid) => [
      {
        ...{ id: `in-${kind}`, type: "inbound-rtp", kind, mid: `${mid}`, timestamp },
        ...{ packetsReceived: this.received[kind], packetsLost: this.lost[kind], framesDecoded: this.received[kind] },
        bytesReceived: (this.received[kind] * PACKET) / 8,
      },
      {
        ...{ id: `out-${kind}`, type: "outbound-rtp", kind, mid: `${mid}`, timestamp, remoteId: `remote-${kind}` },
        ...{ packetsSent: this.sent[kind], framesEncoded: this.sent[kind], bytesSent: (this.sent[kind] * PACKET) / 8 },
        ...(kind === "video" && { qualityLimitationReason: limited ? "bandwidth" : "none" }),
      },
      {
        ...{ id: `remote-${kind}`, type: "remote-inbound-rtp", kind, timestamp: this.told[kind].at },
        ...{ fractionLost: this.told[kind].loss, roundTripTime },
      },
    ]);
    const pair = { id: "pair", type: "candidate-pair", selected: true, currentRoundTripTime: roundTripTime, timestamp };
    const all = [...entries, { ...pair, availableOutgoingBitrate: this.estimate }];
    return new Map(all.map((entry) => [entry.id, entry]));
  }
}

export class SimulatedCall {
  static STEP = 5;
  now = 1_000;
  ends = [new End(this), new End(this)];

  /** @param {number} seed @param {boolean} pictures whether both ends send a video */
  constructor(seed, pictures) {
    this.random = newRandom(seed);
    this.wanted = (pictures ? VIDEO : 0) + SOUND;
  }

  step() {
    this.now += SimulatedCall.STEP;
    for (const end of this.ends) end.step(SimulatedCall.STEP);
  }
}

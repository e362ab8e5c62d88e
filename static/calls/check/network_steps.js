/** The steps about the way to the server, to STUN and TURN, and through the relay. */

import { canConnect, gather } from "./probes/gather.js";
import { serversOf } from "./probes/ice_urls.js";
import { callThroughRelay } from "./probes/relay_call.js";
import { RELAYS } from "./steps.js";
import {
  noRelay,
  notTried,
  relayVerdict,
  serverVerdict,
  stunVerdict,
  turnVerdict,
} from "./verdicts/network_verdicts.js";

/** Together less than 20 seconds. */
const LIMITS = { server: 5_000, gather: 5_000, relay: 9_500 };
/** For the end of a step whose probe has used its whole time. */
const SPARE_MS = 300;

/** @typedef {import("./cleanup.js").Cleanup} Cleanup */

export class NetworkSteps {
  /** @type {Set<string>} the types of all candidates of the last run */
  candidateTypes = new Set();
  #server;
  #step;

  /** @param {{ server: import("./probes/server.js").ServerProbe, step: StepRunner }} parts */
  constructor({ server, step }) {
    this.#server = server;
    this.#step = step;
  }

  /** @param {Cleanup} run */
  async run(run) {
    this.candidateTypes.clear();
    await this.#step("server", LIMITS.server, run, async (cleanup) =>
      serverVerdict(await this.#server.roundTrip(cleanup)),
    );
    const state = { webRtc: Boolean(await canConnect()), online: this.#server.online };
    /** @type {Partial<Record<RelayTransport, RTCIceServer>>} */
    const answering = {};
    const transports = /** @type {[RelayTransport, CheckStepId][]} */ (Object.entries(RELAYS));
    await Promise.all([
      this.#gatherStep("stun", "stun", state, run, (found) => stunVerdict(found)),
      ...transports.map(([transport, id]) =>
        this.#gatherStep(id, transport, state, run, (found, servers) => {
          answering[transport] = servers.find((_server, index) => found[index]?.after != null);
          return turnVerdict(transport, found);
        }),
      ),
    ]);
    const relays = transports.flatMap(([transport]) => serversOf(this.#server.servers, transport));
    await this.#step("relay", LIMITS.relay, run, async (cleanup) => {
      const unable = notTried({ ...state, urls: relays.length });
      if (unable) return unable;
      const relay = answering.udp ?? answering.tcp ?? answering.tls;
      return relay ? relayVerdict(await callThroughRelay(relay, cleanup)) : noRelay();
    });
  }

  /**
   * @param {CheckStepId} id
   * @param {"stun" | RelayTransport} kind
   * @param {{ webRtc: boolean, online: boolean }} state
   * @param {Cleanup} run
   * @param {(found: Gathering[], servers: RTCIceServer[]) => Verdict} judge
   */
  #gatherStep(id, kind, state, run, judge) {
    return this.#step(id, LIMITS.gather, run, async (cleanup) => {
      const servers = serversOf(this.#server.servers, kind);
      const unable = notTried({ ...state, urls: servers.length });
      if (unable) return unable;
      const wanted = kind === "stun" ? "srflx" : "relay";
      const limit = LIMITS.gather - SPARE_MS;
      const found = await Promise.all(servers.map((server) => gather(server, { wanted, limit, cleanup })));
      for (const { types } of found) for (const type of types) this.candidateTypes.add(type);
      return judge(found, servers);
    });
  }
}

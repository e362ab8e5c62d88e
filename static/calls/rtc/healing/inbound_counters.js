/**
 * Counts whether something comes from the peer. A full report costs the browser much work, so it is
 * asked for only if the receivers themselves do not tell that their media go on.
 */

import { tryOrUndefined } from "../../lib/browser/try_or_undefined.js";
import { countersOf, rose } from "./stats.js";

export class InboundCounters {
  #pc;
  /** When the latest packet of each source was played or shown, as far as that was read the last time. @type {Map<number, number>} */
  #sources = new Map();
  /** The latest report, if it is that of the last time. @type {Counters | null} */
  #report = null;
  #media = 0;
  #path = 0;

  /** @param {Pick<RTCPeerConnection, "getReceivers" | "getStats">} pc */
  constructor(pc) {
    this.#pc = pc;
  }

  /** To be called at even intervals. The numbers rise if something has come since the last time. @returns {Promise<Counters>} */
  async read() {
    if (this.#goesOn()) this.#count(true, true, null);
    else await this.#readReport();
    return { media: { packets: this.#media }, path: { packets: this.#path } };
  }

  /** Nothing can be compared if the last time needed no report: then this one counts as nothing. */
  async #readReport() {
    const [report, before] = [countersOf(await this.#pc.getStats()), this.#report];
    this.#count(
      before !== null && rose(report.media, before.media),
      before !== null && rose(report.path, before.path),
      report,
    );
  }

  /** @param {boolean} media @param {boolean} path @param {Counters | null} report */
  #count(media, path, report) {
    this.#media += Number(media);
    this.#path += Number(path);
    this.#report = report;
  }

  /** One source that goes on is enough: to read each of them costs as much as a report. */
  #goesOn() {
    const before = this.#sources;
    this.#sources = new Map();
    return this.#pc.getReceivers().some((receiver) => {
      const sources = tryOrUndefined(() => receiver.getSynchronizationSources?.()) ?? [];
      for (const { source, timestamp } of sources) this.#sources.set(source, timestamp);
      return sources.some(({ source, timestamp }) => timestamp > (before.get(source) ?? Number.POSITIVE_INFINITY));
    });
  }
}

/** Averages the metrics of the last seconds: a share of the packets of half a second alone says little. */

/**
 * So many seconds are averaged, and more where single measurements are longer. It is the time for which a level must
 * be worse (see hysteresis.js): so what was over before cannot count.
 */
const SPAN = 1.5;

export class RecentMetrics {
  /** @type {Metrics[]} */
  #measured = [];

  /** @param {Metrics} metrics of the time since the last ones @returns {Metrics} those of the last seconds */
  push(metrics) {
    // Nothing can be compared over a pause, or over a change of the peer connection.
    if (metrics.gap === null) this.#measured = [];
    this.#measured.push(metrics);
    while (this.#measured.length > 1 && total(this.#measured.slice(1)) >= SPAN) this.#measured.shift();
    return this.#average(metrics);
  }

  /** @param {Metrics} latest @returns {Metrics} */
  #average(latest) {
    const inbound = this.#measured.map((metrics) => ({ ...metrics.inbound, gap: metrics.gap ?? 0 }));
    const outbound = this.#measured.map((metrics) => ({ ...metrics.outbound, gap: metrics.gap ?? 0 }));
    return {
      ...latest,
      late: Math.max(...this.#measured.map(({ late }) => late)),
      inbound: {
        ...latest.inbound,
        packets: sum(inbound, "packets"),
        loss: mean(inbound, "loss", "packets"),
        concealed: mean(inbound, "concealed", "gap"),
        dropped: mean(inbound, "dropped", "gap"),
        frozen: mean(inbound, "frozen", "gap"),
      },
      outbound: {
        ...latest.outbound,
        packets: sum(outbound, "packets"),
        loss: mean(outbound, "loss", "packets"),
      },
    };
  }
}

/** @param {Metrics[]} measured seconds */
const total = (measured) => sum(measured, "gap");

/**
 * @template {string} Name
 * @param {({ [key in Name]: number | null })[]} measured
 * @param {Name} name
 */
const sum = (measured, name) => measured.reduce((sofar, one) => sofar + (one[name] ?? 0), 0);

/**
 * @template {string} Share
 * @template {string} Weight
 * @param {({ [key in Share | Weight]: number | null })[]} measured
 * @param {Share} share
 * @param {Weight} weight by which each share counts
 */
function mean(measured, share, weight) {
  const known = measured.filter((one) => one[share] !== null);
  const weights = sum(known, weight);
  if (weights === 0) return known.at(-1)?.[share] ?? null;
  return known.reduce((sofar, one) => sofar + (one[share] ?? 0) * (one[weight] ?? 0), 0) / weights;
}

/** Reactions of one call: one sign, shown on both sides for a moment; it knows no element. */

import { TokenBucket } from "../../../lib/token_bucket.js";
import { hear } from "../channel_messages.js";
import { REACTIONS } from "../limits.js";

export class Reactions {
  #mine = new TokenBucket(REACTIONS);
  #theirs = new TokenBucket(REACTIONS);
  #channel;
  #show;
  #now;

  /** @param {{ channel: ChannelLike, show(emoji: string, mine: boolean): void, now(): number }} parts `now` in milliseconds */
  constructor({ channel, show, now }) {
    this.#channel = channel;
    this.#show = show;
    this.#now = now;
    hear(channel, "reaction", ({ emoji }) => {
      if (this.#theirs.take(now())) show(emoji, false);
    });
  }

  /** @param {string} emoji */
  react(emoji) {
    if (!this.#channel.open || !this.#mine.take(this.#now())) return;
    this.#channel.send({ type: "reaction", emoji });
    this.#show(emoji, true);
  }
}

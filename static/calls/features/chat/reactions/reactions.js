/** Sends and receives the reactions of one call: an emoji that both pages show for a moment. */

import { TokenBucket } from "../../../lib/timing/token_bucket.js";
import { onMessage } from "../channel_messages.js";
import { REACTION_RATE } from "../limits.js";

export class Reactions {
  #sendLimit = new TokenBucket(REACTION_RATE);
  #receiveLimit = new TokenBucket(REACTION_RATE);
  #channel;
  #show;
  #now;

  /**
   * @param {{ channel: ChannelLike, show(emoji: string, mine: boolean): void, now(): number }} parts `now` in milliseconds
   */
  constructor({ channel, show, now }) {
    this.#channel = channel;
    this.#show = show;
    this.#now = now;
    onMessage(channel, "reaction", ({ emoji }) => {
      if (this.#receiveLimit.take(now())) show(emoji, false);
    });
  }

  /** False if it cannot be sent now. @param {string} emoji */
  send(emoji) {
    if (!this.#channel.open || !this.#sendLimit.take(this.#now())) return false;
    this.#channel.send({ type: "reaction", emoji });
    this.#show(emoji, true);
    return true;
  }
}

/** The text chat of one call: says what is written until the peer has it, and takes each message once; it knows no element. */

import { TokenBucket } from "../../../lib/token_bucket.js";
import { hear } from "../channel_messages.js";
import { MAX_MESSAGES, MESSAGES_A_SECOND } from "../limits.js";

export class Chat {
  /** What waited on the other side while the connection was away comes all at once. */
  #patience = new TokenBucket({ burst: MAX_MESSAGES, aSecond: MESSAGES_A_SECOND });
  #channel;
  #log;
  #show;
  #newId;

  /**
   * @param {object} parts
   * @param {ChannelLike} parts.channel
   * @param {import("./message_store.js").Log} parts.log
   * @param {(message: ChatMessage) => void} parts.show a message that is new, or has changed
   * @param {() => string} parts.newId
   * @param {() => number} parts.now milliseconds
   */
  constructor({ channel, log, show, newId, now }) {
    this.#channel = channel;
    this.#log = log;
    this.#show = show;
    this.#newId = newId;
    hear(channel, "chat", (said) => {
      if (this.#patience.take(now())) this.#receive(said);
    });
    hear(channel, "chat-got", ({ id }) => {
      const message = log.got(id);
      if (message) show(message);
    });
    // Whatever the peer is not known to have, in order; it drops what it has already.
    channel.onchange(() => {
      for (const message of log.waiting) this.#say(message);
    });
  }

  /** @param {string} text */
  send(text) {
    const message = this.#log.say(this.#newId(), text);
    this.#show(message);
    this.#say(message);
  }

  /** @param {ChatMessage} message */
  #say({ id, text }) {
    this.#channel.send({ type: "chat", id, text });
  }

  /** @param {Message} said */
  #receive({ id, text }) {
    const message = this.#log.take({ id, text });
    this.#channel.send({ type: "chat-got", id });
    if (message) this.#show(message);
  }
}

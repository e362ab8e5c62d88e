/** Text messages of one call: sends each until the peer acknowledges it, and takes each received one once. */

import { TokenBucket } from "../../../lib/timing/token_bucket.js";
import { onMessage } from "../channel_messages.js";
import { MAX_MESSAGES, MESSAGES_A_SECOND } from "../limits.js";

export class TextChat {
  /** The burst is large: after a reconnect the peer sends everything that waited at once. */
  #rateLimit = new TokenBucket({ burst: MAX_MESSAGES, aSecond: MESSAGES_A_SECOND });
  #channel;
  #store;
  #show;
  #newId;

  /**
   * @param {object} parts
   * @param {ChannelLike} parts.channel
   * @param {import("./message_store.js").MessageStore} parts.store
   * @param {(message: ChatMessage) => void} parts.show a message that is new, or has changed
   * @param {() => string} parts.newId
   * @param {() => number} parts.now milliseconds
   */
  constructor({ channel, store, show, newId, now }) {
    this.#channel = channel;
    this.#store = store;
    this.#show = show;
    this.#newId = newId;
    onMessage(channel, "chat", (message) => {
      if (this.#rateLimit.take(now())) this.#onChat(message);
    });
    onMessage(channel, "chat-got", ({ id }) => {
      const message = store.markSent(id);
      if (message) show(message);
    });
    // The peer drops what it has already, so every unacknowledged message is sent again, in order.
    channel.onchange(() => {
      for (const message of store.unacknowledged) this.#transmit(message);
    });
  }

  /** A reload keeps what was typed and not sent. @param {string} text */
  keepDraft(text) {
    this.#store.draft = text;
  }

  /** @param {string} text */
  send(text) {
    const message = this.#store.addOwn(this.#newId(), text);
    this.#show(message);
    this.#transmit(message);
  }

  /** @param {ChatMessage} message */
  #transmit({ id, text }) {
    this.#channel.send({ type: "chat", id, text });
  }

  /** @param {Message} message */
  #onChat({ id, text }) {
    const added = this.#store.addReceived({ id, text });
    this.#channel.send({ type: "chat-got", id });
    if (added) this.#show(added);
  }
}

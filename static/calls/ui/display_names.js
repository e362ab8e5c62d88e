/** The display names of people, by username, as the messages of the server have them. */

export class DisplayNames {
  /** @type {Map<string, string>} */
  #names = new Map();

  /** @param {Message} message */
  onMessage(message) {
    if (message.type === "deleted") this.#names.delete(message.name);
    if (message.type === "renamed") this.#names.set(message.name, this.of(message.former));
    for (const { name, display } of named(message)) this.#names.set(name, display ?? "");
  }

  /** Empty for somebody without one. @param {string} name */
  of(name) {
    return this.#names.get(name) ?? "";
  }
}

/**
 * What a message names with its display name. An offer without `left` is a renegotiation, and names nobody so.
 * @param {Message} message
 * @returns {{ name: string, display?: string }[]}
 */
function named(message) {
  const { type } = message;
  if (type === "people") return message.people;
  if (type === "hello") return message.call ? [message.call] : [];
  if (type === "requests") return message.people;
  const whole =
    type === "contact" ||
    type === "calling" ||
    (type === "elsewhere" && message.active) ||
    (type === "offer" && "left" in message);
  return whole ? [/** @type {{ name: string }} */ (/** @type {unknown} */ (message))] : [];
}

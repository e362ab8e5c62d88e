/** How people see each other, by username, as the messages of the server have it: display names and pictures. */

export class DisplayNames {
  /** @type {Map<string, string>} */
  #names = new Map();
  /** Addresses. @type {Map<string, string>} */
  #pictures = new Map();

  /** @param {Message} message */
  onMessage(message) {
    if (message.type === "deleted") this.#set({ name: message.name });
    if (message.type === "picture") this.#pictures.set(message.name, message.picture ?? "");
    if (message.type === "display") this.#names.set(message.name, message.display ?? "");
    if (message.type === "renamed")
      this.#set({ name: message.name, display: this.of(message.former), picture: this.pictureOf(message.former) });
    for (const person of named(message)) this.#set(person);
  }

  /** Empty for somebody without one. @param {string} name */
  of(name) {
    return this.#names.get(name) ?? "";
  }

  /** The address; empty for somebody without one. @param {string} name */
  pictureOf(name) {
    return this.#pictures.get(name) ?? "";
  }

  /** @param {Named} person */
  #set({ name, display = "", picture = "" }) {
    this.#names.set(name, display);
    this.#pictures.set(name, picture);
  }
}

/** @typedef {{ name: string, display?: string, picture?: string }} Named */

/**
 * Whom a message names with all that. An offer without `left` is a renegotiation, and names nobody so.
 * @param {Message} message
 * @returns {Named[]}
 */
function named(message) {
  const { type } = message;
  if (type === "people") return message.people;
  // Those who come onto the page have all that, and a key.
  if (type === "presence") return message.people.filter((/** @type {{ key?: string }} */ { key }) => key !== undefined);
  if (type === "hello") return [...(message.call ? [message.call] : []), ...(message.available ?? [])];
  if (type === "requests") return message.people;
  const whole =
    type === "contact" ||
    type === "person" ||
    type === "available" ||
    type === "calling" ||
    (type === "elsewhere" && message.active) ||
    (type === "offer" && "left" in message);
  return whole ? [/** @type {Named} */ (/** @type {unknown} */ (message))] : [];
}

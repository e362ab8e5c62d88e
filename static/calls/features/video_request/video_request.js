/** In a voice call, whether the other person is asked before a camera goes on, and what has been agreed; it knows no page. */

/**
 * @typedef {object} WishParts
 * @property {import("../../rtc/data_channel.js").DataChannel} channel
 * @property {boolean} voice whether this is a voice call
 * @property {{ readonly state: Devices, turn(device: "camera", on: boolean): unknown, toggle(device: "camera"): unknown }} media
 * @property {() => void} show
 */

/** @implements {CallFeature} */
export class Wish {
  /** @type {WishState} */
  state = "none";
  /** Asked once and granted, by either side: after that the call is like a video call. */
  #agreed;
  /** Whether the peer's page has been met: it is like this one, and can be asked, if not just now. */
  #met = false;
  #parts;

  /** @param {WishParts} parts */
  constructor(parts) {
    this.#parts = parts;
    this.#agreed = !parts.voice;
    const { channel } = parts;
    channel.on("video-ask", () => this.#asked());
    channel.on("video-withdraw", () => this.state === "asked" && this.#move("none"));
    channel.on("video-answer", ({ yes }) => this.#answered(yes === true));
    channel.onchange(() => this.#meet());
  }

  /** The camera's button was pressed. */
  press() {
    const { channel, media } = this.#parts;
    if (this.state === "asking") {
      channel.send({ type: "video-withdraw" });
      this.#move("none");
    } else if (this.state === "asked") this.answer("both");
    else if (this.#agreed || media.state.camera || !this.#met) media.toggle("camera");
    else {
      this.#move("asking");
      channel.send({ type: "video-ask" });
    }
  }

  /** What this person says to the peer's question. @param {"both" | "watch" | "no"} choice */
  answer(choice) {
    if (this.state !== "asked") return;
    this.#parts.channel.send({ type: "video-answer", yes: choice !== "no" });
    this.#agreed ||= choice !== "no";
    this.#move("none");
    if (choice === "both") this.#parts.media.turn("camera", true);
  }

  close() {
    this.state = "none";
  }

  /** What was asked on a way that is gone may not have been heard. */
  #meet() {
    const { channel } = this.#parts;
    if (!channel.open) return;
    this.#met = true;
    if (this.state === "asking") channel.send({ type: "video-ask" });
  }

  /** Who is asked what he has just asked himself, or has granted before, need not think about it. */
  #asked() {
    if (this.state !== "asking" && !this.#agreed) return this.#move("asked");
    this.#parts.channel.send({ type: "video-answer", yes: true });
    if (this.state === "asking") this.#answered(true);
  }

  /** @param {boolean} yes */
  #answered(yes) {
    if (this.state !== "asking") return;
    this.#agreed ||= yes;
    this.#move(yes ? "none" : "refused");
    if (yes) this.#parts.media.turn("camera", true);
  }

  /** @param {WishState} state */
  #move(state) {
    this.state = state;
    this.#parts.show();
  }
}

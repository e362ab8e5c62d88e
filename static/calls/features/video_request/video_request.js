/** In a voice call, asks the other person before a camera is turned on, and remembers what they agreed. */

/**
 * @typedef {object} VideoRequestParts
 * @property {Pick<ChannelLike, "open" | "on" | "onchange" | "send">} channel
 * @property {boolean} voice whether this is a voice call
 * @property {{ readonly state: MediaState, setDevice(device: "camera", on: boolean): unknown, toggle(device: "camera"): unknown }} media
 * @property {() => void} show
 */

/** `both`: turn on this camera too; `watch`: only the other one. @typedef {"both" | "watch" | "no"} VideoAnswer */

/** @implements {CallFeature} */
export class VideoRequest {
  /** @type {VideoRequestState} */
  state = "none";
  /** Granted once, by either side: from then on the call is like a video call. */
  #agreed;
  /** Whether the peer's page has been reachable in this call: it can be asked, even if not at this moment. */
  #peerCanAnswer = false;
  #parts;

  /** @param {VideoRequestParts} parts */
  constructor(parts) {
    this.#parts = parts;
    this.#agreed = !parts.voice;
    const { channel } = parts;
    channel.on("video-ask", () => this.#onAsk());
    channel.on("video-withdraw", () => this.state === "asked" && this.#setState("none"));
    channel.on("video-answer", ({ yes }) => this.#onAnswer(yes === true));
    channel.onchange(() => this.#onChannelChange());
  }

  /** The camera's button was pressed. */
  pressCamera() {
    const { channel, media } = this.#parts;
    if (this.state === "asking") {
      channel.send({ type: "video-withdraw" });
      this.#setState("none");
    } else if (this.state === "asked") this.answer("both");
    else if (this.#agreed || media.state.camera || !this.#peerCanAnswer) media.toggle("camera");
    else {
      this.#setState("asking");
      channel.send({ type: "video-ask" });
    }
  }

  /** Answers the peer's request. @param {VideoAnswer} answer */
  answer(answer) {
    if (this.state !== "asked") return;
    this.#parts.channel.send({ type: "video-answer", yes: answer !== "no" });
    this.#agreed ||= answer !== "no";
    this.#setState("none");
    if (answer === "both") this.#parts.media.setDevice("camera", true);
  }

  close() {
    this.state = "none";
  }

  /** A request that was sent over the last connection may be lost. */
  #onChannelChange() {
    const { channel } = this.#parts;
    if (!channel.open) return;
    this.#peerCanAnswer = true;
    if (this.state === "asking") channel.send({ type: "video-ask" });
  }

  /** A person who has just asked too, or has agreed before, is not asked again. */
  #onAsk() {
    if (this.state !== "asking" && !this.#agreed) return this.#setState("asked");
    this.#parts.channel.send({ type: "video-answer", yes: true });
    if (this.state === "asking") this.#onAnswer(true);
  }

  /** @param {boolean} yes */
  #onAnswer(yes) {
    if (this.state !== "asking") return;
    this.#agreed ||= yes;
    this.#setState(yes ? "none" : "refused");
    if (yes) this.#parts.media.setDevice("camera", true);
  }

  /** @param {VideoRequestState} state */
  #setState(state) {
    this.state = state;
    this.#parts.show();
  }
}

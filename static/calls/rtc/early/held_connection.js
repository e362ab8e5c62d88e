/** A peer connection that is not in use yet: it sends no media, and what happens to it is kept until it is used. */

/** @type {Tracks} */
export const NO_TRACKS = { audio: null, video: null, screen: null, screenAudio: null };

/** A page like this one says hello, and waits for the answer. */
const MAX_MESSAGES = 8;

export class HeldConnection {
  /** @type {RTCPeerConnectionState} */
  state = "new";
  /** What comes from the peer. @type {Streams | null} */
  streams = null;
  #confirmed = false;
  /** @type {RTCDataChannel | null} */
  #channel = null;
  /** What has come over the channel. @type {MessageEvent[]} */
  #messages = [];
  /** @type {PeerConnectionEvents | null} */
  #on = null;
  pc;

  /**
   * Throws if the browser makes no peer connection.
   * @param {object} parts
   * @param {(tracks: Tracks, on: PeerConnectionEvents) => PeerConnectionLike} parts.newConnection
   * @param {Tracks} [parts.tracks]
   * @param {(signal: Signal) => void} parts.send before it is used
   * @param {(state: RTCPeerConnectionState) => void} parts.onstate before it is used
   * @param {() => void} [parts.onstreams] `streams` has changed, before it is used
   */
  constructor({ newConnection, tracks = NO_TRACKS, send, onstate, onstreams = () => {} }) {
    this.pc = newConnection(tracks, {
      send: (signal) => (this.#on ? this.#on.send(signal) : send(signal)),
      state: (state) => {
        this.state = state;
        if (this.#confirmed) this.#on?.state(state);
        else if (!this.#on) onstate(state);
      },
      streams: (streams) => {
        this.streams = streams;
        if (this.#on) this.#on.streams(streams);
        else onstreams();
      },
      channel: (channel) => this.#keep(channel),
    });
  }

  /** It is used from now on. Its state is told once it is confirmed. @param {PeerConnectionEvents} on */
  use(on) {
    this.#on = on;
    if (this.#channel) on.channel(this.#channel);
    for (const message of this.#messages.splice(0)) this.#channel?.onmessage?.(message);
    if (this.streams) on.streams(this.streams);
    return this.pc;
  }

  /** The peer uses it, too. */
  confirm() {
    if (this.#confirmed) return;
    this.#confirmed = true;
    this.#on?.state(this.state);
  }

  close() {
    this.pc.close();
  }

  /** @param {RTCDataChannel} channel */
  #keep(channel) {
    this.#channel = channel;
    if (this.#on) this.#on.channel(channel);
    else channel.onmessage = (message) => this.#messages.length < MAX_MESSAGES && this.#messages.push(message);
  }
}

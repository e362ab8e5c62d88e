// Runs before the page's own scripts: gives the test each RTCPeerConnection, the frames that are sent, and statistics.
(() => {
  const all = [];
  // Connections that are made while a call rings use relays only until the call goes over them.
  const early = new WeakSet();
  const wasUp = new WeakSet();
  const relaysOnly = new URLSearchParams(location.search).get("relay") === "1";
  const isUsed = (pc) => pc.getConfiguration().iceTransportPolicy !== "relay";
  // Some tests run in a browser without it.
  if (window.RTCPeerConnection) {
    window.RTCPeerConnection = class extends window.RTCPeerConnection {
      constructor(...args) {
        super(...args);
        all.push(this);
        if (args[0]?.iceTransportPolicy === "relay" && !relaysOnly) early.add(this);
        this.addEventListener("connectionstatechange", () => this.connectionState === "connected" && wasUp.add(this));
      }
    };
  }
  // Some tests take it from the page.
  const { requestVideoFrameCallback } = HTMLVideoElement.prototype;
  const open = () => all.filter((pc) => pc.connectionState !== "closed");
  const reports = async () => (await Promise.all(open().map((pc) => pc.getStats()))).map((stats) => new Map(stats));

  // From the first frame of a type that is held back, everything waits, in order, until the test lets it go.
  const send = WebSocket.prototype.send;
  const waiting = [];
  let held = null;
  let dropped = null;
  let socket = null;
  WebSocket.prototype.send = function (frame) {
    socket = this;
    if (dropped && JSON.parse(frame).type === dropped) return;
    if (held && (waiting.length > 0 || JSON.parse(frame).type === held)) waiting.push([this, frame]);
    else send.call(this, frame);
  };

  window.tests = {
    last: null,
    hold(type) {
      held = type;
    },
    release() {
      held = null;
      for (const [socket, frame] of waiting.splice(0)) send.call(socket, frame);
    },
    /** Frames of this type never arrive. */
    drop(type) {
      dropped = type;
    },
    /** What was held back never arrives, and the socket breaks. */
    lose() {
      held = null;
      waiting.length = 0;
      socket.close();
    },
    /** How many frames of the type wait. A heartbeat may wait behind them. */
    get held() {
      return waiting.filter(([, frame]) => JSON.parse(frame).type === held).length;
    },
    /** Says on the page's socket what the page itself does not say. */
    say(message) {
      send.call(socket, JSON.stringify(message));
    },
    /** Those that the call goes over, or would. What is made while it rings is one of them once it is used. */
    get connections() {
      const isOther = all.some((pc) => (early.has(pc) && isUsed(pc)) || (relaysOnly && wasUp.has(pc)));
      const isSpare = (pc) => pc.connectionState === "closed" && !wasUp.has(pc);
      return all.filter((pc) => (early.has(pc) ? isUsed(pc) : !isOther || !isSpare(pc)));
    },
    /** Those that are made while a call rings. */
    get early() {
      return all.filter((pc) => early.has(pc));
    },
    /** From now on, the page's waits of a quarter of a second or more are so many times shorter. */
    speedUpTimers(times) {
      for (const name of ["setTimeout", "setInterval"]) {
        const wait = window[name];
        window[name] = (run, delay = 0, ...more) => wait(run, delay < 250 ? delay : delay / times, ...more);
      }
    },
    /** A voice of the page's own: Chromium's fake microphone beeps in step with its fake camera only. */
    tone() {
      const audio = new AudioContext();
      const tone = new OscillatorNode(audio);
      const out = new MediaStreamAudioDestinationNode(audio);
      tone.connect(out);
      tone.start();
      return out.stream;
    },
    nextFrame: (video) => new Promise((resolve) => requestVideoFrameCallback.call(video, resolve)),
    /** Frames decoded and sound energy received so far. */
    async received() {
      const sum = { frames: 0, energy: 0 };
      for (const report of await reports()) {
        for (const one of report.values()) {
          if (one.type !== "inbound-rtp") continue;
          sum.frames += one.framesDecoded ?? 0;
          sum.energy += one.totalAudioEnergy ?? 0;
        }
      }
      return sum;
    },
    /**
     * From now on, keeps the longest time (milliseconds) without a new frame of the peer's on the page, when it ended
     * (milliseconds since 1970), how many came, and for how long at most they came though the page said that they did not.
     */
    watch() {
      const video = document.querySelector("#remoteVideo");
      const { dataset } = document.querySelector("#call");
      const now = () => performance.timeOrigin + performance.now();
      let last = now();
      let shown = 0;
      let longest = 0;
      let resumed = 0;
      let covered = 0;
      let since = null;
      const look = () => {
        const gap = now() - last;
        if (gap > longest) [longest, resumed] = [gap, now()];
        last = now();
        shown += 1;
        if (dataset.state !== "reconnecting" || gap > 500) since = null;
        else since ??= now();
        covered = Math.max(covered, now() - (since ?? now()));
        video.requestVideoFrameCallback(look);
      };
      video.requestVideoFrameCallback(look);
      const states = [dataset.state];
      new MutationObserver(() => states.at(-1) === dataset.state || states.push(dataset.state)).observe(
        document.querySelector("#call"),
        { attributeFilter: ["data-state"] },
      );
      /** Those that the page has been in. */
      this.states = () => states;
      this.gap = () => Math.max(longest, now() - last);
      /** Once so many frames have come. */
      this.shown = async (frames) => {
        while (shown < frames) await new Promise(requestAnimationFrame);
      };
      this.covered = () => covered;
      /** Seconds from a time to the frame that has ended the longest time without one. */
      this.resumed = (since) => (resumed - since) / 1000;
    },
    async pairs() {
      const found = [];
      for (const report of await reports()) {
        for (const one of report.values()) {
          const pair = one.type === "transport" && report.get(one.selectedCandidatePairId);
          if (!pair) continue;
          const [local, remote] = [report.get(pair.localCandidateId), report.get(pair.remoteCandidateId)];
          found.push({ local: local?.candidateType, remote: remote?.candidateType });
        }
      }
      return found;
    },
  };
})();

/** The two ends of a data channel. Messages arrive when the test delivers them. */
class End {
  open = true;
  handlers = new Map();
  listeners = [];
  outbox = [];

  constructor(name) {
    this.name = name;
  }
  on(type, handler) {
    this.handlers.set(type, handler);
  }
  onchange(listener) {
    this.listeners.push(listener);
  }
  send(message) {
    return this.#put(JSON.parse(JSON.stringify(message)));
  }
  sendBytes(bytes) {
    return this.#put(bytes);
  }
  async bufferDrained() {}
  #put(what) {
    if (this.open) this.outbox.push(what);
    return this.open;
  }
  receive(what) {
    if (what instanceof ArrayBuffer) this.handlers.get("bytes")?.(what);
    else this.handlers.get(what.type)?.(what);
  }
}

export function pair() {
  const ends = [new End("a"), new End("b")];
  /** Delivers what one end has sent. */
  const deliver = (from) => {
    for (const what of ends[from].outbox.splice(0)) ends[1 - from].receive(what);
  };
  const change = (open) => {
    for (const end of ends) end.open = open;
    for (const end of ends) for (const listener of end.listeners) listener();
  };
  return {
    ends,
    deliver,
    flow() {
      while (ends.some(({ outbox }) => outbox.length > 0)) for (const from of [0, 1]) deliver(from);
    },
    /** Closes the channel; messages in flight are lost. */
    cut() {
      change(false);
      for (const end of ends) end.outbox = [];
    },
    join: () => change(true),
  };
}

export class FakeStorage {
  #kept = new Map();
  getItem(key) {
    return this.#kept.get(key) ?? null;
  }
  setItem(key, value) {
    this.#kept.set(key, value);
  }
  removeItem(key) {
    this.#kept.delete(key);
  }
}

/** A person's call on another device: hears of it, goes on with it here, asks another device to; it draws nothing. */

import * as protocol from "../../signaling/protocol.js";
import { Elsewhere } from "./other_device_call.js";

const TALKING = new Set(["active", "reconnecting"]);
/** While somebody looks at the list of devices: who opens the page on the phone sees it come. */
const REFRESH_MS = 3_000;
/** Who has not answered by then has not seen it; the banner stays. */
const PROMPT_MS = 60_000;

/** @typedef {{ device: string, name: string, since: number }} OtherDevice */
/**
 * @typedef {object} HandoverView
 * @property {(shown: { call: import("./other_device_call.js").OtherCall | null, leaving: boolean, asks: boolean }) => void} show
 * @property {(devices: OtherDevice[], asked: string | null) => void} showDevices
 * @property {() => void} closeDevices
 */

export class Handover {
  #elsewhere;
  #view;
  #send;
  #take;
  /** @type {Snapshot | null} */
  #snapshot = null;
  /** Whether another device asks that the call goes on here. */
  #asks = false;
  /** @type {string | null} the device that was asked to go on with the call */
  #asked = null;
  /** @type {OtherDevice[]} */
  #devices = [];
  /** @type {ReturnType<typeof setInterval> | undefined} */
  #refresh;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #patience;

  /**
   * @param {object} parts
   * @param {(message: Message) => boolean} parts.send
   * @param {(call: import("./other_device_call.js").OtherCall) => void} parts.take
   * @param {HandoverView} parts.view
   * @param {() => number} parts.now milliseconds
   */
  constructor({ send, take, view, now }) {
    this.#send = send;
    this.#take = take;
    this.#view = view;
    this.#elsewhere = new Elsewhere(now);
  }

  /** @param {Message} message */
  onMessage(message) {
    const before = this.#elsewhere.call;
    this.#elsewhere.onMessage(message);
    const { call } = this.#elsewhere;
    if (message.type === "handover" && call) this.#prompt();
    // The call that the question was about is over, or has moved on.
    else if (before?.id !== call?.id || before?.device !== call?.device) this.#asks = false;
    if (message.type === "devices") this.#list(message.devices);
    this.#show();
  }

  /** @param {Snapshot} snapshot */
  show(snapshot) {
    this.#snapshot = snapshot;
    this.#elsewhere.see(snapshot.call);
    if (snapshot.state !== "idle") this.#asks = false;
    if (!TALKING.has(snapshot.state) || snapshot.call?.handedOver) this.close();
    this.#show();
  }

  /** Goes on here. */
  take() {
    const { call } = this.#elsewhere;
    this.#asks = false;
    if (call) this.#take(call);
    this.#show();
  }

  notNow() {
    this.#asks = false;
    this.#show();
  }

  /** Somebody wants to see the other devices. */
  open() {
    this.#asked = null;
    this.#list([]);
    this.#send(protocol.devices());
    clearInterval(this.#refresh);
    this.#refresh = setInterval(() => this.#send(protocol.devices()), REFRESH_MS);
  }

  close() {
    clearInterval(this.#refresh);
    this.#refresh = undefined;
    this.#view.closeDevices();
  }

  /** @param {string} device */
  ask(device) {
    const id = this.#snapshot?.call?.id;
    if (!id || !this.#send(protocol.handover(id, device))) return;
    this.#asked = device;
    this.#list(this.#devices);
  }

  /** @param {OtherDevice[]} devices */
  #list(devices) {
    this.#devices = devices;
    if (!devices.some(({ device }) => device === this.#asked)) this.#asked = null;
    this.#view.showDevices(devices, this.#asked);
  }

  #prompt() {
    this.#asks = this.#snapshot?.state === "idle";
    clearTimeout(this.#patience);
    this.#patience = setTimeout(() => this.notNow(), PROMPT_MS);
  }

  #show() {
    const leaving = Boolean(this.#snapshot?.call?.handedOver);
    this.#view.show({ call: this.#elsewhere.call, leaving, asks: this.#asks });
  }
}

/**
 * Moves a call between a person's devices: continues here what is active elsewhere, and asks
 * another device to take over.
 */

import * as protocol from "../../signaling/protocol.js";
import { TALKING } from "../../ui/call_states.js";
import { OtherDeviceCall } from "./other_device_call.js";

/** While the list of devices is open: a page that is opened on the phone appears in it. */
const REFRESH_MS = 3_000;
/** A prompt without an answer closes; the banner stays. */
const PROMPT_MS = 60_000;

/** @typedef {{ device: string, name: string, since: number }} OtherDevice */
/**
 * @typedef {object} HandoverView
 * @property {(shown: { call: import("./other_device_call.js").OtherCall | null, leaving: boolean, prompted: boolean }) => void} show
 * @property {(devices: OtherDevice[], requested: string | null) => void} showDevices
 * @property {() => void} closeDevices
 * @property {(why: "gone" | "offline") => void} showFailure the other device cannot be asked
 */

export class Handover {
  #otherDeviceCall;
  #view;
  #send;
  #take;
  /** @type {Snapshot | null} */
  #snapshot = null;
  /** Whether another device asks that the call continues here. */
  #prompted = false;
  /** @type {string | null} the device that was asked to continue the call */
  #requested = null;
  /** @type {OtherDevice[]} */
  #devices = [];
  /** @type {ReturnType<typeof setInterval> | undefined} */
  #refreshTimer;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #promptTimer;

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
    this.#otherDeviceCall = new OtherDeviceCall(now);
  }

  /** @param {Message} message */
  onMessage(message) {
    const before = this.#otherDeviceCall.call;
    this.#otherDeviceCall.onMessage(message);
    const { call } = this.#otherDeviceCall;
    if (message.type === "handover" && call) this.#prompt();
    // The call that the prompt was about is over, or has moved on.
    else if (before?.id !== call?.id || before?.device !== call?.device) this.#prompted = false;
    if (message.type === "devices") this.#setDevices(message.devices);
    if (message.type === "error") this.#onError(message.code);
    this.#show();
  }

  /** @param {Snapshot} snapshot */
  show(snapshot) {
    this.#snapshot = snapshot;
    this.#otherDeviceCall.setOwnCall(snapshot.call);
    if (snapshot.state !== "idle") this.#prompted = false;
    if (!TALKING.has(snapshot.state) || snapshot.call?.handedOver) this.closeDevices();
    this.#show();
  }

  continueHere() {
    const { call } = this.#otherDeviceCall;
    this.#prompted = false;
    if (call) this.#take(call);
    this.#show();
  }

  dismissPrompt() {
    this.#prompted = false;
    this.#show();
  }

  /** The list of devices has been opened. */
  openDevices() {
    this.#requested = null;
    this.#setDevices([]);
    this.#send(protocol.devices());
    clearInterval(this.#refreshTimer);
    this.#refreshTimer = setInterval(() => this.#send(protocol.devices()), REFRESH_MS);
  }

  closeDevices() {
    clearInterval(this.#refreshTimer);
    this.#refreshTimer = undefined;
    this.#view.closeDevices();
  }

  /** Asks another device to continue the call. @param {string} device */
  moveTo(device) {
    const id = this.#snapshot?.call?.id;
    if (!id) return;
    if (!this.#send(protocol.handover(id, device))) return this.#view.showFailure("offline");
    this.#requested = device;
    this.#setDevices(this.#devices);
  }

  /** @param {OtherDevice[]} devices */
  #setDevices(devices) {
    this.#devices = devices;
    if (!devices.some(({ device }) => device === this.#requested)) this.#requested = null;
    this.#view.showDevices(devices, this.#requested);
  }

  /** The asked device may have gone offline. @param {string} code */
  #onError(code) {
    if (this.#requested === null || code !== "not-found") return;
    this.#requested = null;
    this.#setDevices(this.#devices);
    this.#view.showFailure("gone");
  }

  #prompt() {
    this.#prompted = this.#snapshot?.state === "idle";
    clearTimeout(this.#promptTimer);
    this.#promptTimer = setTimeout(() => this.dismissPrompt(), PROMPT_MS);
  }

  #show() {
    const leaving = Boolean(this.#snapshot?.call?.handedOver);
    this.#view.show({ call: this.#otherDeviceCall.call, leaving, prompted: this.#prompted });
  }
}

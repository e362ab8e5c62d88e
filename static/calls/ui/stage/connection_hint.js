/** The hint that says why a call does not connect, with a link to the page that checks this side's connection. */

import { stillConnecting } from "../connection_texts.js";
import { Hints } from "./hints.js";
import { shortName } from "./texts.js";

const HINT = "connection";

export class ConnectionHint {
  #hints = new Hints();
  #shown = "";

  /** @param {Snapshot} snapshot */
  show({ call }) {
    const name = shortName(call?.name ?? "");
    const text = call?.problem ? stillConnecting(call.problem, name) : "";
    if (text === this.#shown) return;
    this.#shown = text;
    if (text) this.#hints.show(HINT, { text, icon: "bars", name, firm: true, check: true });
    else this.#hints.clear(HINT);
  }
}

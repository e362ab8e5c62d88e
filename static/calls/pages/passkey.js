// Passkeys (Web Authentication, Level 3): a form with `data-passkey` asks the browser for one when it is sent.
// "create" makes one, "get" uses one. The form names what holds the server's options, and has the words of its note.

/** @param {string} text base64url (RFC 4648, section 5) */
const decode = (text) =>
  Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (each) => each.charCodeAt(0));

/** @param {ArrayBuffer} bytes */
const encode = (bytes) =>
  btoa(String.fromCharCode(...new Uint8Array(bytes)))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");

/** @typedef {{ id: string, type: "public-key" }} Id */

/** @param {Id[] | undefined} ids */
const withIds = (ids) => ids?.map((each) => ({ ...each, id: decode(each.id) }));

/**
 * The browser wants bytes where JSON has text. Not every browser has `parseCreationOptionsFromJSON`.
 * @param {any} options
 */
const withBytes = (options) => ({
  ...options,
  challenge: decode(options.challenge),
  user: options.user && { ...options.user, id: decode(options.user.id) },
  excludeCredentials: withIds(options.excludeCredentials),
  allowCredentials: withIds(options.allowCredentials),
});

/** @param {PublicKeyCredential} credential */
function asJson({ id, rawId, type, response }) {
  const said = { clientDataJSON: encode(response.clientDataJSON) };
  const common = { id, rawId: encode(rawId), type, clientExtensionResults: {} };
  if (response instanceof AuthenticatorAttestationResponse) {
    return { ...common, response: { ...said, attestationObject: encode(response.attestationObject) } };
  }
  if (!(response instanceof AuthenticatorAssertionResponse)) throw new TypeError("neither made nor used");
  const { authenticatorData, signature, userHandle } = response;
  return {
    ...common,
    response: {
      ...said,
      authenticatorData: encode(authenticatorData),
      signature: encode(signature),
      userHandle: userHandle && encode(userHandle),
    },
  };
}

/** The last request for options. @type {Promise<unknown>} */
let asked = Promise.resolve();

/**
 * The session has one challenge, that of the request which the server answers last: one follows the other.
 * @param {HTMLFormElement} form @param {string} query
 */
function serverOptions({ dataset }, query) {
  if (!dataset.optionsUrl) return JSON.parse(document.getElementById(dataset.options ?? "")?.textContent ?? "");
  const url = `${dataset.optionsUrl}${query}`;
  const options = asked.then(() => fetchOptions(url));
  asked = options.catch(() => {});
  return options;
}

/** @param {string} url */
async function fetchOptions(url) {
  const response = await fetch(url, { headers: { Accept: "application/json" } });
  if (!response.ok) throw new Error(`options: ${response.status}`);
  return response.json();
}

/**
 * @param {HTMLFormElement} form
 * @param {string} [query] of the options' address
 * @param {CredentialRequestOptions} [more]
 */
async function credentialFor(form, query = "", more = {}) {
  const found = await serverOptions(form, query);
  const { publicKey } = found.creation_options ?? found.request_options;
  const options = { publicKey: withBytes(publicKey), ...more };
  const made = await (form.dataset.passkey === "create"
    ? navigator.credentials.create(options)
    : navigator.credentials.get(options));
  if (!(made instanceof PublicKeyCredential)) throw new TypeError("no passkey");
  return JSON.stringify(asJson(made));
}

/**
 * The words for what went wrong. A browser says "not allowed" when somebody cancels, or waits too long.
 * @param {unknown} error
 * @param {DOMStringMap} words
 */
function wordsFor(error, words) {
  if (!(error instanceof DOMException)) return words.failed;
  if (error.name === "InvalidStateError") return words.known ?? words.failed;
  return error.name === "NotAllowedError" || error.name === "AbortError" ? words.cancelled : words.failed;
}

/**
 * Passkeys among what the browser suggests for the username ("conditional mediation"), without a press of a button.
 * The session has one challenge, so a tab that asks for one takes it from the others: they ask again once they are used.
 */
class Autofill {
  #form;
  #use;
  #waiting = new AbortController();
  #stale = false;
  #tabs = new BroadcastChannel("videochat.passkey");

  /** @param {HTMLFormElement} form @param {(credential: string) => void} use */
  constructor(form, use) {
    this.#form = form;
    this.#use = use;
    this.#tabs.onmessage = () => {
      this.#stale = true;
    };
    window.addEventListener("focus", () => this.#stale && this.start());
  }

  async start() {
    this.stop();
    const { signal } = this.#waiting;
    this.#stale = false;
    try {
      if (!(await PublicKeyCredential.isConditionalMediationAvailable())) return;
      // A person who presses nothing asks for a challenge, too. It has a limit of its own.
      const credential = await credentialFor(this.#form, "?autofill", { mediation: "conditional", signal });
      if (!signal.aborted) this.#use(credential);
    } catch (error) {
      console.debug("no passkey by autofill", error);
    }
  }

  /** Another challenge follows, and the browser does one thing at a time. */
  stop() {
    this.#waiting.abort();
    this.#waiting = new AbortController();
    this.#tabs.postMessage("another");
  }
}

/** @param {HTMLFormElement} form */
function prepare(form) {
  const field = form.elements.namedItem("credential");
  const note = document.getElementById(form.dataset.note ?? "");
  if (!(field instanceof HTMLInputElement) || !note) return;
  field.value = ""; // the browser may have kept it, after "back"
  let busy = false;
  /** @param {string} credential */
  const use = (credential) => {
    field.value = credential;
    form.requestSubmit();
  };
  const suggests = "autofill" in form.dataset && "isConditionalMediationAvailable" in PublicKeyCredential;
  const autofill = suggests ? new Autofill(form, use) : null;
  autofill?.start();
  form.addEventListener("submit", async (event) => {
    if (field.value) return; // with what the browser said
    event.preventDefault();
    if (busy) return;
    busy = true;
    autofill?.stop();
    // Emptied first, so that a screen reader says the same words again.
    note.textContent = "";
    try {
      use(await credentialFor(form));
    } catch (error) {
      note.textContent = wordsFor(error, form.dataset) ?? "";
      console.debug("no passkey", error);
      autofill?.start();
    } finally {
      busy = false;
    }
  });
}

/** A passkey belongs to a name: browsers make none for an address such as 192.0.2.1. */
const hasName = !/^[\d.]+$|^\[/.test(location.hostname);
const supported = "PublicKeyCredential" in globalThis && "credentials" in navigator && hasName;
for (const form of document.querySelectorAll("form[data-passkey]")) {
  if (!(form instanceof HTMLFormElement)) continue;
  if (supported) {
    form.hidden = false;
    prepare(form);
  }
}
for (const text of document.querySelectorAll("[data-no-passkeys]")) {
  if (text instanceof HTMLElement) text.hidden = supported;
}

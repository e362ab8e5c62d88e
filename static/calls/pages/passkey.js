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

/** @param {HTMLFormElement} form */
async function serverOptions({ dataset }) {
  if (!dataset.optionsUrl) return JSON.parse(document.getElementById(dataset.options ?? "")?.textContent ?? "");
  const response = await fetch(dataset.optionsUrl, { headers: { Accept: "application/json" } });
  if (!response.ok) throw new Error(`options: ${response.status}`);
  return response.json();
}

/** @param {HTMLFormElement} form */
async function credentialFor(form) {
  const found = await serverOptions(form);
  const { publicKey } = found.creation_options ?? found.request_options;
  const options = { publicKey: withBytes(publicKey) };
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

/** @param {HTMLFormElement} form */
function prepare(form) {
  const field = form.elements.namedItem("credential");
  const note = document.getElementById(form.dataset.note ?? "");
  if (!(field instanceof HTMLInputElement) || !note) return;
  field.value = ""; // the browser may have kept it, after "back"
  let busy = false;
  form.addEventListener("submit", async (event) => {
    if (field.value) return; // with what the browser said
    event.preventDefault();
    if (busy) return;
    busy = true;
    // Emptied first, so that a screen reader says the same words again.
    note.textContent = "";
    try {
      field.value = await credentialFor(form);
      form.requestSubmit();
    } catch (error) {
      note.textContent = wordsFor(error, form.dataset) ?? "";
      console.debug("no passkey", error);
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

/** Chat, files and reactions of a call: connects their exchange over the channel with their views on the page. */

import { newId } from "../../lib/browser/ids.js";
import { byId, insertTemplate, setText, within } from "../../lib/dom.js";
import { trackVirtualKeyboard } from "../../lib/virtual_keyboard.js";
import { showToast } from "../../ui/notices/toasts.js";
import { FileTransfers } from "./files/file_transfers.js";
import { isReadable } from "./files/readable.js";
import { DropTarget } from "./files/view/drop_target.js";
import { FileCards } from "./files/view/file_cards.js";
import { showUnsavedFiles } from "./files/view/unsaved_files.js";
import { Composer } from "./messages/composer.js";
import { clearStoredMessages, MessageStore } from "./messages/message_store.js";
import { TextChat } from "./messages/text_chat.js";
import { Timeline } from "./messages/timeline.js";
import { Reactions } from "./reactions/reactions.js";
import { ReactionsView } from "./reactions/reactions_view.js";
import {
  cannotRead,
  dropRefusal,
  messagePreview,
  noChatReason,
  noReaction,
  offeredFiles,
  peerAway,
  tooManyReactions,
} from "./texts.js";
import { UnreadIndicator } from "./unread_indicator.js";

/** @typedef {{ peerName: string, text: TextChat, files: FileTransfers, reactions: Reactions }} Conversation */

export class ChatFeature {
  #openButton = byId("openChat", HTMLButtonElement);
  #reactButton = byId("react", HTMLButtonElement);
  #status = within(insertTemplate("chatTemplate", HTMLElement), "#chatStatus", HTMLElement);
  #awayHint = byId("chatAway", HTMLElement);
  #timeline = new Timeline();
  #unread;
  #dropTarget;
  #composer;
  #reactionsView = new ReactionsView((emoji) => this.#react(emoji));
  /** @type {Conversation | null} of the present call */
  #conversation = null;
  /** Whether the peer's page has been reachable in this call: a five-message client's never is. */
  #available = false;
  /** @type {CallState} */
  #callState = "idle";
  #panel;
  #storage;

  /** @param {{ panel: import("../../ui/panel.js").Panel, storage: Pick<Storage, "getItem" | "setItem" | "removeItem"> }} parts */
  constructor({ panel, storage }) {
    this.#panel = panel;
    this.#storage = storage;
    const sendFiles = (/** @type {File[]} */ files) => this.#sendFiles(files);
    this.#unread = new UnreadIndicator(() => panel.open("chat", this.#openButton));
    this.#dropTarget = new DropTarget({
      sendFiles,
      canSend: () => this.#available,
      refuse: (why) => showToast(dropRefusal(why, this.#callState)),
    });
    this.#composer = new Composer({
      sendText: (text) => this.#conversation?.text.send(text),
      sendFiles,
      keepDraft: (text) => this.#conversation?.text.keepDraft(text),
    });
    // Canceled, so that no palette opens.
    this.#reactButton.addEventListener("click", (event) => {
      if (this.#reactButton.getAttribute("aria-disabled") !== "true") return;
      event.preventDefault();
      showToast(this.#reactButton.title);
    });
    panel.onchange((page) => {
      if (page !== "chat") return;
      this.#unread.clear();
      this.#timeline.scrollToEnd();
    });
    trackVirtualKeyboard();
  }

  /** Begins with a call. @param {CallContext} call @returns {CallFeature} */
  start({ details: { id, name: peerName }, channel }) {
    const store = new MessageStore({ storage: this.#storage, call: id, now: Date.now });
    this.#resetViews(peerName);
    const conversation = this.#converse(channel, peerName, store);
    this.#conversation = conversation;
    this.#available = store.messages.length > 0;
    this.#composer.reset(store.draft);
    for (const message of store.messages) this.#timeline.show(message);
    return { close: () => this.#close(conversation) };
  }

  /** @param {Snapshot} snapshot */
  show({ state, call, channel }) {
    if (channel) this.#available = true;
    this.#callState = state;
    const name = call?.name ?? "";
    this.#openButton.setAttribute("aria-disabled", String(!this.#available));
    this.#openButton.title = this.#available ? "" : noChatReason(name, state);
    this.#reactButton.setAttribute("aria-disabled", String(!channel));
    this.#reactButton.title = channel ? "" : this.#available ? noReaction(name) : noChatReason(name, state);
    setText(this.#awayHint, this.#available && !channel ? peerAway(name) : "", name);
  }

  /** There is no call: this tab must keep nothing of an earlier one. */
  clearStorage() {
    clearStoredMessages(this.#storage);
  }

  /** @param {ChannelLike} channel @param {string} peerName @param {MessageStore} store @returns {Conversation} */
  #converse(channel, peerName, store) {
    const now = () => performance.now();
    const files = new FileTransfers({ channel, show: (transfer) => cards.show(transfer), newId, now });
    const announce = (/** @type {string} */ sentence, /** @type {boolean} */ mine) => this.#announce(sentence, !mine);
    const cards = new FileCards({ timeline: this.#timeline, transfers: files, peerName, announce });
    const show = (/** @type {ChatMessage} */ message) => this.#showMessage(message);
    const float = (/** @type {string} */ emoji, /** @type {boolean} */ mine) =>
      this.#reactionsView.show(emoji, mine ? null : peerName);
    return {
      peerName,
      text: new TextChat({ channel, store, show, newId, now }),
      files,
      reactions: new Reactions({ channel, show: float, now }),
    };
  }

  /** @param {string} peerName */
  #resetViews(peerName) {
    this.#timeline.reset(peerName);
    this.#dropTarget.reset(peerName);
    this.#composer.reset();
    this.#unread.clear();
    this.#reactionsView.clear();
  }

  /** @param {Conversation} conversation */
  #close(conversation) {
    if (this.#conversation !== conversation) return;
    showUnsavedFiles(conversation.peerName, conversation.files.receiver.unsaved);
    this.#conversation = null;
    this.#available = false;
    this.clearStorage();
    this.#resetViews("");
  }

  /** @param {string} emoji */
  #react(emoji) {
    if (!this.#conversation?.reactions.send(emoji)) showToast(this.#reactButton.title || tooManyReactions());
  }

  /** @param {ChatMessage} message */
  #showMessage(message) {
    this.#timeline.show(message);
    if (message.mine || this.#panel.page === "chat") return;
    this.#unread.notify(messagePreview(this.#conversation?.peerName ?? "", message.text), true);
  }

  /**
   * A file's state has changed.
   * @param {string} sentence
   * @param {boolean} counts whether it adds to the unread count
   */
  #announce(sentence, counts) {
    if (this.#panel.page === "chat") setText(this.#status, sentence);
    else this.#unread.notify(sentence, counts);
  }

  /** A folder, or a file that is gone, is refused here, before the peer is asked. @param {File[]} files */
  async #sendFiles(files) {
    const conversation = this.#conversation;
    if (!conversation || !this.#available) return;
    if (this.#panel.page !== "chat") this.#panel.open("chat", this.#openButton);
    const readable = await Promise.all(files.map(isReadable));
    if (conversation !== this.#conversation) return showToast(dropRefusal("no-call", this.#callState));
    for (const [index, file] of files.entries()) {
      if (readable[index]) conversation.files.sender.add(file);
      else showToast(cannotRead(file.name));
    }
    // The chat lies behind the dialog.
    if (document.querySelector(":is(dialog:modal)")) showToast(offeredFiles(conversation.peerName));
  }
}

/** Chat, files and reactions of a call on the page: ties what two pages say to each other to what is seen of it. */

import { byId, cloneTemplate, setText } from "../../lib/dom.js";
import { followKeyboard } from "../../lib/virtual_keyboard.js";
import { Files } from "./files/file_transfers.js";
import { Drop } from "./files/view/drop_target.js";
import { fill, update } from "./files/view/file_card.js";
import { save } from "./files/view/save.js";
import { offerUnsaved } from "./files/view/unsaved_files.js";
import { Composer } from "./messages/composer.js";
import { forget, Log } from "./messages/message_store.js";
import { Chat } from "./messages/text_chat.js";
import { Timeline } from "./messages/timeline.js";
import { Reactions } from "./reactions/reactions.js";
import { ReactionsView } from "./reactions/reactions_view.js";
import { away, fileNews, noChat, saidBy } from "./texts.js";
import { News } from "./unread_indicator.js";

/** @typedef {{ name: string, chat: Chat, files: Files, reactions: Reactions }} Room */

export class ChatPage {
  #open = byId("openChat", HTMLButtonElement);
  #react = byId("react", HTMLButtonElement);
  #says = byId("chatSays", HTMLElement);
  #away = byId("chatAway", HTMLElement);
  #timeline = new Timeline();
  #news;
  #drop;
  #composer;
  #floating = new ReactionsView((emoji) => this.#room?.reactions.react(emoji));
  /** @type {Room | null} the call's */
  #room = null;
  /** Whether the peer's page has been in reach in this call: a five-message client's never is. */
  #met = false;
  #panel;
  #storage;

  /** @param {{ panel: import("../../ui/panel.js").Panel, storage: Storage }} parts */
  constructor({ panel, storage }) {
    this.#panel = panel;
    this.#storage = storage;
    const files = (/** @type {File[]} */ chosen) => this.#send(chosen);
    this.#news = new News(() => panel.open("chat", this.#open));
    this.#drop = new Drop({ files, ready: () => this.#met });
    this.#composer = new Composer({ send: (text) => this.#room?.chat.send(text), files });
    panel.onchange((page) => {
      if (page !== "chat") return;
      this.#news.clear();
      this.#timeline.toEnd();
    });
    followKeyboard();
  }

  /** What the two pages do in this call. @param {FeatureCall} call @returns {CallFeature} */
  join({ details: { id, name }, channel }) {
    const now = () => performance.now();
    const newId = () => crypto.randomUUID();
    const log = new Log({ storage: this.#storage, call: id, now: Date.now });
    const show = (/** @type {ChatMessage} */ message) => this.#said(message);
    this.#begin(name);
    const room = {
      name,
      chat: new Chat({ channel, log, show, newId, now }),
      files: new Files({ channel, show: (transfer) => this.#showFile(room, transfer), newId, now }),
      reactions: new Reactions({ channel, show: (emoji, mine) => this.#floating.show(emoji, mine ? null : name), now }),
    };
    this.#room = room;
    this.#met = log.messages.length > 0;
    for (const message of log.messages) this.#timeline.show(message);
    return { close: () => this.#close(room) };
  }

  /** @param {Snapshot} snapshot */
  show({ state, call, channel }) {
    if (channel) this.#met = true;
    const name = call?.name ?? "";
    this.#open.disabled = !this.#met;
    this.#open.title = this.#met ? "" : noChat(name, state);
    this.#react.disabled = !channel;
    this.#react.title = this.#met ? "" : noChat(name, state);
    setText(this.#away, this.#met && !channel ? away(name) : "");
  }

  /** No call goes on: nothing of one is to be left in this tab. */
  forget() {
    forget(this.#storage);
  }

  /** @param {string} name */
  #begin(name) {
    this.#timeline.begin(name);
    this.#drop.begin(name);
    this.#composer.clear();
    this.#news.clear();
    this.#floating.clear();
  }

  /** @param {Room} room */
  #close(room) {
    if (this.#room !== room) return;
    offerUnsaved(room.name, room.files.taking.unsaved);
    this.#room = null;
    this.#met = false;
    this.forget();
    this.#begin("");
  }

  /** @param {ChatMessage} message */
  #said(message) {
    this.#timeline.show(message);
    if (message.mine || this.#panel.page === "chat") return;
    this.#news.tell(saidBy(this.#room?.name ?? "", message.text), true);
  }

  /** @param {File[]} files */
  #send(files) {
    const room = this.#room;
    if (!room || !this.#met) return;
    if (this.#panel.page !== "chat") this.#panel.open("chat", this.#open);
    for (const file of files) room.files.sending.add(file);
  }

  /** @param {Room} room @param {Transfer} transfer */
  #showFile(room, transfer) {
    const { id, mine } = transfer;
    const key = `file-${mine}-${id}`;
    const card = this.#timeline.find(key) ?? this.#newCard(room, key, transfer);
    const content = mine ? room.files.sending.content(id) : room.files.taking.blob(id);
    const before = card.dataset.state;
    update(card, transfer, { name: room.name, content });
    const news = before === transfer.state ? null : fileNews(transfer, room.name);
    if (news && this.#panel.page !== "chat") this.#news.tell(news, !mine);
    else if (news) setText(this.#says, news);
  }

  /** @param {Room} room @param {string} key @param {Transfer} transfer */
  #newCard(room, key, transfer) {
    const { id, mine } = transfer;
    const { sending, taking } = room.files;
    const card = this.#timeline.add(cloneTemplate("fileTemplate"), key, { mine, at: Date.now() });
    fill(card, transfer, (act) => {
      if (act === "accept" && !taking.accept(id))
        update(card, transfer, { name: room.name, content: null, full: true });
      if (act === "decline") taking.decline(id);
      if (act === "cancel") (mine ? sending : taking).cancel(id);
      if (act === "save") this.#save(taking, transfer);
    });
    return card;
  }

  /** @param {import("./files/file_receiver.js").Taking} taking @param {Transfer} transfer */
  #save(taking, { id, name }) {
    const blob = taking.blob(id);
    if (!blob) return;
    save(blob, name);
    taking.saved(id);
  }
}

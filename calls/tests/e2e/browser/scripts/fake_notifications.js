// Runs before the page's own scripts: the headless browser shows no notifications and never asks, and "denied" is all it
// says of them. Keeps what is shown, and answers a question that a press has asked.
(permission, answer) => {
  const shown = [];
  window.notified = { shown, hide: (hidden) => Object.defineProperty(document, "hidden", { configurable: true, value: hidden }) };
  window.Notification = class extends EventTarget {
    static get permission() {
      return permission;
    }

    static async requestPermission() {
      if (permission === "default" && navigator.userActivation.isActive) permission = answer;
      return permission;
    }

    constructor(title, { body, tag } = {}) {
      super();
      this.says = [title, body, tag];
      if (permission === "granted") shown.push(this);
    }

    close() {
      shown.splice(shown.indexOf(this), 1);
    }
  };
}

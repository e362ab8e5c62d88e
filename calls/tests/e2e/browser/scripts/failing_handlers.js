// Runs before the page's own scripts: knows every handler of an event on the page, and makes each of them fail.
(() => {
  const add = EventTarget.prototype.addEventListener;
  /** [target, type] of each handler. */
  const handlers = [];
  let how = null;
  const fail = () => {
    if (how === "throws") throw new Error("planted");
    // The page tells its own errors from those of the browser's extensions by the files in their stack.
    return Promise.reject(Object.assign(new Error("planted"), { stack: `planted at ${location.origin}/main.js` }));
  };
  EventTarget.prototype.addEventListener = function (type, handler, ...options) {
    // The page's own listeners for errors are what is tested.
    const watched = this instanceof Node && typeof handler === "function";
    if (!watched) return add.call(this, type, handler, ...options);
    handlers.push([this, type]);
    return add.call(this, type, (event) => (how ? fail() : handler.call(this, event)), ...options);
  };
  const toasts = () => [...document.querySelectorAll(".toast-card")].filter(({ textContent }) => /did not work/.test(textContent));
  /** For each kind of event how many elements handle it, and those whose failure the page did not tell of. */
  window.tests.failEachHandler = async (planted) => {
    const found = {};
    for (const [target, type] of [...handlers]) {
      how = planted;
      target.dispatchEvent(new Event(type, { cancelable: true }));
      how = null;
      // A rejection is reported some time after the event.
      for (let turn = 0; turn < 50 && toasts().length === 0; turn++) await new Promise((resolve) => setTimeout(resolve));
      found[type] ??= [0, []];
      found[type][0] += 1;
      if (toasts().length === 0) found[type][1].push(target.id || target.nodeName);
      for (const card of toasts()) card.remove();
    }
    return found;
  };
})();

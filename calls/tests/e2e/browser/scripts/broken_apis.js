// Runs before the page's own scripts: breaks APIs of the browser, each given as [path, how].
(broken) => {
  for (const [path, how] of broken) {
    const names = path.split(".");
    const name = names.pop();
    let owner = names.reduce((object, part) => object?.[part], window);
    while (owner && !Object.hasOwn(owner, name)) owner = Object.getPrototypeOf(owner);
    const found = owner && Object.getOwnPropertyDescriptor(owner, name);
    // Some exist on secure pages only, and others not in every version.
    if (!found) continue;
    const fail = () => {
      throw new DOMException(`${path} is broken`, "SecurityError");
    };
    const forever = () => new Promise(() => {});
    if (how === "missing") delete owner[name];
    else if (how === "throws" && found.get) Object.defineProperty(owner, name, { ...found, get: fail });
    else if (how === "throws") Object.defineProperty(owner, name, { ...found, value: function () { fail(); } });
    else if (how === "never") Object.defineProperty(owner, name, { ...found, value: forever });
    else Object.defineProperty(owner, name, { configurable: true, get: () => how.value });
  }
}

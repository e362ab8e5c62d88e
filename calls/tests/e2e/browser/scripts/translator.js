// A browser's translator: it wraps each text in elements of its own and changes the words, also in what comes later.
() => {
  const last = new WeakMap();
  /** Texts that were written again although they were the same. */
  window.writtenAgain = [];
  const translate = (node) => {
    const parent = node.parentElement;
    if (!parent || parent.closest("font, script, style, textarea, [translate='no']") || !/[a-z]{2}/.test(node.data)) return;
    // A sentence may have a name in the middle.
    const sentence = `${node.data} in ${parent.textContent.toLowerCase()}`;
    if (last.get(parent) === sentence) writtenAgain.push(sentence);
    last.set(parent, sentence);
    const outer = document.createElement("font");
    const inner = document.createElement("font");
    inner.textContent = node.data.toUpperCase();
    outer.append(inner);
    node.replaceWith(outer);
  };
  const translateAll = (root) => {
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    const nodes = [];
    while (walker.nextNode()) nodes.push(walker.currentNode);
    nodes.forEach(translate);
  };
  translateAll(document.body);
  new MutationObserver((records) => {
    for (const { target, addedNodes } of records) {
      if (target.nodeType === Node.TEXT_NODE) translate(target);
      for (const node of addedNodes) if (node.nodeType === Node.TEXT_NODE) translate(node);
      else if (node.nodeType === Node.ELEMENT_NODE && node.localName !== "font") translateAll(node);
    }
  }).observe(document.body, { subtree: true, childList: true, characterData: true });
}

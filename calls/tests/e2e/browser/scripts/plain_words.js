// What a page in the made-up language shows, or says to screen readers, without accents: it was not translated.
(known) => {
  const ATTRIBUTES = ["aria-label", "title", "placeholder", "alt"];
  const own = new RegExp(known.join("|"), "g");
  const plain = (text) => /[A-Za-z]{2,}/.test(text.replace(own, ""));
  const exempt = (one) => one.closest("[translate=no], bdi, time, script, style, template, noscript, code, .avatar");
  const shown = (one) => one.checkVisibility({ visibilityProperty: true });
  const found = [];
  for (const one of document.body.querySelectorAll("*")) {
    if (exempt(one) || !shown(one)) continue;
    for (const name of ATTRIBUTES)
      if (one.hasAttribute(name) && plain(one.getAttribute(name))) found.push(`${name}: ${one.getAttribute(name)}`);
    for (const node of one.childNodes)
      if (node.nodeType === Node.TEXT_NODE && plain(node.data)) found.push(node.data.trim());
  }
  if (plain(document.title)) found.push(`title: ${document.title}`);
  return [...new Set(found)];
}

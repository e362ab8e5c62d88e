/** The hints on the stage, by name. */
export function fakeHints() {
  const shown = new Map();
  return { shown, hints: { show: (name, hint) => shown.set(name, hint), clear: (name) => shown.delete(name) } };
}

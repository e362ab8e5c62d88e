// Presses a button, and resolves with whether the page has changed within seconds. What changes by itself does not count.
async (button) => {
  const ITSELF = ".timer, [role='timer'], [role='meter'], #callDetails, #peopleCard, video, audio, .scene > .chip-quality";
  let changed = false;
  const change = () => {
    changed = true;
  };
  const observer = new MutationObserver((records) => {
    for (const { target } of records) {
      const element = target instanceof Element ? target : target.parentElement;
      if (!element?.closest(ITSELF)) change();
    }
  });
  observer.observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
  for (const type of ["toggle", "focusin", "fullscreenchange"]) document.addEventListener(type, change, { capture: true });
  const settle = (wait) => new Promise((resolve) => setTimeout(resolve, wait));
  // From before the press, or still moving.
  do {
    changed = false;
    await settle(300);
  } while (changed);
  button.click();
  for (let tries = 0; tries < 60 && !changed; tries += 1) await settle(50);
  observer.disconnect();
  for (const type of ["toggle", "focusin", "fullscreenchange"]) document.removeEventListener(type, change, { capture: true });
  return changed;
}

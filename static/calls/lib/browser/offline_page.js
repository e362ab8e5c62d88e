/** Has the browser keep a page that it shows without a connection, where the site is installed. */

/** @param {string} script the address of the service worker, which is given the page's language */
export function keepOfflinePage(script) {
  const register = async () => {
    try {
      await navigator.serviceWorker.register(`${script}?language=${document.documentElement.lang}`);
    } catch (error) {
      console.debug("no page for times without a connection", error); // the browser shows its own
    }
  };
  if (matchMedia("(display-mode: standalone)").matches) register();
  addEventListener("appinstalled", register);
}

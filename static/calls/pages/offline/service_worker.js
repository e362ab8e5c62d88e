// The service worker of the installed site: in place of a page that cannot be loaded, it shows one that says so. It keeps
// that page and its files, which are the same for everybody, and nothing else.
{
  const worker = /** @type {OfflineWorker} */ (/** @type {unknown} */ (globalThis));
  /** `version` is of the page: with another one, the browser runs this script as a new worker. */
  const { page, files, version } = worker.shell;
  /** What a proxy says that reaches no server. */
  const AWAY = [502, 504];

  const keep = async () => {
    const cache = await caches.open(version);
    // Not from the browser's cache, which may have that of the version before.
    await cache.addAll([new Request(page, { cache: "reload", credentials: "omit" }), ...files]);
  };

  const forgetEarlier = async () => {
    for (const name of await caches.keys()) if (name !== version) await caches.delete(name);
  };

  /** @param {string | Request} request */
  const kept = (request) => caches.match(request, { cacheName: version, ignoreVary: true });

  /** @param {WorkerFetchEvent} event */
  const open = async ({ request, preloadResponse }) => {
    /** @type {Response | undefined} */
    let answer;
    try {
      answer = (await preloadResponse) ?? (await fetch(request));
    } catch (error) {
      console.debug("not loaded", error);
    }
    if (answer && !AWAY.includes(answer.status)) return answer;
    return (await kept(page)) ?? answer ?? Response.error();
  };

  worker.addEventListener("install", (event) => event.waitUntil(keep().then(() => worker.skipWaiting())));
  worker.addEventListener("activate", (event) => {
    // Pages then load while this worker starts.
    const preload = worker.registration.navigationPreload?.enable();
    event.waitUntil(Promise.all([forgetEarlier(), preload]));
  });
  worker.addEventListener("fetch", (event) => {
    const { request } = event;
    const { origin, pathname } = new URL(request.url);
    if (request.method !== "GET") return;
    if (request.mode === "navigate") event.respondWith(open(event));
    else if (origin === location.origin && files.includes(pathname))
      event.respondWith(kept(request).then((file) => file ?? fetch(request)));
  });
}

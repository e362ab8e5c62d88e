/** Notices that this computer has moved to another kind of network, if the browser reports it. */

/**
 * The browser also reports "change" for every new estimate of the network's speed. Those do not
 * matter here. If it does not report the kind of network, only the event `online` is left.
 * @param {(EventTarget & { readonly type?: string }) | undefined} connection NetworkInformation
 * @param {() => void} act
 */
export function onNetworkTypeChange(connection, act) {
  let before = connection?.type;
  connection?.addEventListener("change", () => {
    const { type } = connection;
    if (type === before) return;
    before = type;
    act();
  });
}

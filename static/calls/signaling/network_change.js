/** Whether this machine has gone to another kind of network, where the browser tells; it knows no call and no socket. */

/**
 * The browser says "change" for every new estimate of how fast the network is, too: those mean nothing. Where it does not tell the
 * kind, `online` is what is left.
 * @param {(EventTarget & { readonly type?: string }) | undefined} connection NetworkInformation
 * @param {() => void} act
 */
export function onOtherNetwork(connection, act) {
  let before = connection?.type;
  connection?.addEventListener("change", () => {
    const { type } = connection;
    if (type === before) return;
    before = type;
    act();
  });
}

/** The composition root of the page "Check my set-up": the call page's parts, on which calls ring, and the check. */

import { TestDevices } from "./check/probes/devices.js";
import { ServerProbe } from "./check/probes/server.js";
import { SetupCheck } from "./check/setup_check.js";
import { tryOrUndefined } from "./lib/browser/try_or_undefined.js";
// At once, so that esbuild makes one bundle of it and of what the check shares with it: browsers try to load an imported
// bundle only once.
import "./lazy.js";
import { choices, controller, mediaDevices, socket } from "./main.js";
import { listDevices } from "./media/devices/lists.js";
import { playTestSound } from "./media/devices/test_sound.js";

// main.js has just opened the socket: its first message, with the ICE servers, comes later.
const server = new ServerProbe(socket);
const check = new SetupCheck({
  server,
  devices: new TestDevices({
    devices: mediaDevices,
    permissions: tryOrUndefined(() => navigator.permissions),
    choices,
  }),
  playTone: async () => playTestSound((await listDevices(mediaDevices)).speaker, choices),
});
socket.observe(server);
controller.observe(check);

/** The composition root of what loads after the page (main.js): the features of a call besides sound and video, dialogs, and more. */

import { CallFeatures } from "./call/call_features.js";
import { ChatFeature } from "./features/chat/chat_feature.js";
import { keepOfflinePage } from "./lib/browser/offline_page.js";
import { tryOrReport } from "./lib/browser/report.js";
import { dataSaver, devices, features, media, page, serverLine, sessionStorage, startBitrate } from "./main.js";
import { Settings } from "./media/devices/settings.js";
import { ShortcutsDialog } from "./ui/keyboard/shortcuts_dialog.js";
import { NotificationSwitch } from "./ui/notifications/notification_switch.js";
import { DoNotDisturbDialog } from "./ui/people/do_not_disturb_dialog.js";
import { PictureInPicture } from "./ui/window/picture_in_picture.js";

// It exports nothing: if it is bundled with what another page needs, the names of exports change.
features.use(() => {
  const uses = [
    () => page.stage.usePictureInPicture(PictureInPicture),
    () => page.stage.useShortcutsDialog(ShortcutsDialog),
    () => page.doNotDisturb.useDialog(DoNotDisturbDialog),
    () => devices.useSettings(Settings),
    () => page.notifications.useSwitch(NotificationSwitch),
  ];
  // If one fails, the others still work.
  for (const use of uses) tryOrReport(use);
  const chat = new ChatFeature({ panel: page.panel, storage: sessionStorage });
  return new CallFeatures({ media, chat, dataSaver, serverLine, startBitrate });
});
keepOfflinePage("/service-worker.js");

/** The composition root of what loads after the page (main.js): the features of a call besides sound and video, and more. */

import { CallFeatures } from "./call/call_features.js";
import { ChatFeature } from "./features/chat/chat_feature.js";
import { keepOfflinePage } from "./lib/browser/offline_page.js";
import { dataSaver, features, media, page, serverLine, sessionStorage, startBitrate } from "./main.js";
import { PictureInPicture } from "./ui/window/picture_in_picture.js";

// It exports nothing: if it is bundled with what another page needs, the names of exports change.
features.use(() => {
  page.stage.usePictureInPicture(PictureInPicture);
  const chat = new ChatFeature({ panel: page.panel, storage: sessionStorage });
  return new CallFeatures({ media, chat, dataSaver, serverLine, startBitrate });
});
keepOfflinePage("/service-worker.js");

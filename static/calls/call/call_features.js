/** What two pages do in one call beside sound and picture: makes the parts with the call, and closes them with it; it decides nothing. */

import { Saver } from "../features/quality/data_saver.js";
import { Quality } from "../features/quality/quality_monitor.js";
import { QualityView } from "../features/quality/quality_view.js";
import { Verification } from "../features/verify/verification.js";
import { VerificationView } from "../features/verify/verification_view.js";
import { VideoRequest } from "../features/video_request/video_request.js";
import { VideoRequestView } from "../features/video_request/video_request_view.js";

/** @typedef {import("./call.js").Call} Call */
/**
 * @typedef {object} CallFeaturesParts
 * @property {import("../media/local_media.js").LocalMedia} media
 * @property {import("../features/chat/chat_feature.js").ChatFeature} chat
 * @property {Storage | null} storage
 * @property {() => number} delay milliseconds by which this page is late
 */

export class CallFeatures {
  #parts;
  #saver;
  #qualityView;
  #verificationView = new VerificationView();
  /** @type {VideoRequest | null} of the call that goes on */
  #videoRequest = null;
  #videoRequestView = new VideoRequestView((choice) => this.#videoRequest?.answer(choice));

  /** @param {CallFeaturesParts} parts */
  constructor(parts) {
    this.#parts = parts;
    this.#saver = new Saver(parts.storage);
    this.#qualityView = new QualityView(this.#saver);
  }

  /** @param {Call} talk @returns {CallFeature} */
  join(talk) {
    const members = [
      this.#parts.chat.join(talk),
      this.#measured(talk),
      this.#verified(talk),
      this.#requestsVideo(talk),
    ];
    return {
      close() {
        for (const member of members) member.close();
      },
    };
  }

  /** In a voice call a camera is asked for, rather than switched on. False where it is none of ours. */
  askForCamera() {
    this.#videoRequest?.pressCamera();
    return this.#videoRequest !== null;
  }

  /** @param {Call} talk */
  #measured(talk) {
    const { media, delay } = this.#parts;
    /** @type {Quality} */
    const quality = new Quality({
      call: talk,
      media,
      saver: this.#saver,
      delay,
      show: (state) => this.#qualityView.show(quality, state),
    });
    return quality;
  }

  /** @param {Call} talk @returns {CallFeature} */
  #verified(talk) {
    const { channel, details } = talk;
    const show = () => this.#verificationView.show(verification, details.name);
    const verification = new Verification({
      channel,
      role: details.role,
      fingerprints: () => talk.fingerprints(),
      show,
    });
    show();
    return {
      close: () => {
        verification.close();
        this.#verificationView.clear();
      },
    };
  }

  /** @param {Call} talk @returns {CallFeature} */
  #requestsVideo({ channel, details }) {
    const request = new VideoRequest({
      channel,
      voice: !details.video,
      media: this.#parts.media,
      show: () => this.#videoRequestView.show(request.state, details.name),
    });
    this.#videoRequest = request;
    return {
      close: () => {
        request.close();
        this.#videoRequest = null;
        this.#videoRequestView.show("none", "");
      },
    };
  }
}

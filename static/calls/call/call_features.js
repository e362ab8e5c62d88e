/**
 * What two pages do in a call besides sound and video: makes the features when a call begins, and
 * closes them with it.
 */

import { QualityMonitor } from "../features/quality/quality_monitor.js";
import { QualityView } from "../features/quality/quality_view.js";
import { Verification } from "../features/verify/verification.js";
import { VerificationView } from "../features/verify/verification_view.js";
import { VideoRequest } from "../features/video_request/video_request.js";
import { VideoRequestView } from "../features/video_request/video_request_view.js";
import { tryOrReport } from "../lib/browser/report.js";

/**
 * @typedef {object} CallFeaturesParts
 * @property {import("../media/local_media.js").LocalMedia} media
 * @property {import("../features/chat/chat_feature.js").ChatFeature} chat
 * @property {import("../features/quality/data_saver.js").DataSaver} dataSaver
 * @property {import("../features/quality/line/server_line.js").ServerLine} serverLine
 * @property {import("../rtc/start_bitrate.js").StartBitrate} startBitrate
 */

export class CallFeatures {
  #parts;
  #qualityView;
  #verificationView = new VerificationView();
  /** @type {VideoRequest | null} of the current call */
  #videoRequest = null;
  #videoRequestView = new VideoRequestView((choice) => this.#videoRequest?.answer(choice));

  /** @param {CallFeaturesParts} parts */
  constructor(parts) {
    this.#parts = parts;
    this.#qualityView = new QualityView(parts.dataSaver);
  }

  /** @param {CallContext} call @returns {CallFeature} */
  start(call) {
    const starts = [
      () => this.#parts.chat.start(call),
      () => this.#newQuality(call),
      () => this.#newVerification(call),
      () => this.#newVideoRequest(call),
    ];
    // If one fails to start, the others still do.
    const features = starts.flatMap((start) => tryOrReport(start) ?? []);
    call.channel.release();
    return {
      close() {
        for (const feature of features) tryOrReport(() => feature.close());
      },
    };
  }

  /** @param {Snapshot} snapshot */
  show(snapshot) {
    this.#parts.chat.show(snapshot);
  }

  /** @param {CallState} state */
  onHello(state) {
    if (state === "idle") this.#parts.chat.clearStorage();
  }

  /** In a voice call the camera button asks the peer first. False if there is nobody to ask. */
  requestVideo() {
    this.#videoRequest?.pressCamera();
    return this.#videoRequest !== null;
  }

  /** @param {CallContext} call */
  #newQuality(call) {
    const { media, dataSaver, serverLine, startBitrate } = this.#parts;
    /** @type {QualityMonitor} */
    const quality = new QualityMonitor({
      call,
      media,
      dataSaver,
      serverLine,
      watched: () => this.#qualityView.detailsOpen,
      onavailable: (bitrate) => startBitrate.remember(bitrate),
      show: (state) => this.#qualityView.show(quality, state),
    });
    return quality;
  }

  /** @param {CallContext} call @returns {CallFeature} */
  #newVerification(call) {
    const { channel, details } = call;
    const show = () => this.#verificationView.show(verification, details.name);
    const fingerprints = () => call.fingerprints();
    const verification = new Verification({ channel, role: details.role, fingerprints, show });
    show();
    return {
      close: () => {
        verification.close();
        this.#verificationView.clear();
      },
    };
  }

  /** @param {CallContext} call @returns {CallFeature} */
  #newVideoRequest({ channel, details }) {
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

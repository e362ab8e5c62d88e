/** What a media track tells about its device. */

/** A track that has been stopped is as good as none. @param {MediaStreamTrack | null} track */
export const live = (track) => (track?.readyState === "ended" ? null : track);

/** Whether something comes from it, even if the page sends none of it. @param {MediaStreamTrack} track */
export const delivers = (track) => track.readyState !== "ended" && !track.muted;

/**
 * Where a camera looks (Media Capture and Streams, VideoFacingModeEnum); towards the user if the browser does not say.
 * @param {MediaStreamTrack | null} track
 */
export const facing = (track) => track?.getSettings().facingMode ?? "user";

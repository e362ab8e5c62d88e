// Verification and requests for video.

/** A picture and what to call it aloud. */
type Emoji = [string, () => string];

/**
 * How a call stands with its verification: the code is awaited, shown, found equal or different by the person, or to be
 * compared anew after it was found equal; a browser does not tell its certificates; the peer has not kept its word.
 */
type VerificationStatus = "waiting" | "ready" | "matched" | "differs" | "stale" | "unable" | "peer-unable" | "broken";

/** A request for video in a voice call: none; sent; received; or the own one was refused. */
type VideoRequestState = "none" | "asking" | "asked" | "refused";

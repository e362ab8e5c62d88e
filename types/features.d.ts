// Verification and requests for video.

/** An emoji, and a function that translates its name. */
type Emoji = [string, () => string];

/**
 * "ready": there is a code to compare; "matched", "differs": the user has compared it; "stale": an
 * earlier code matched, and the new one is to be compared; "unable", "peer-unable": that browser does
 * not report its certificates; "broken": the peer has broken its commitment, or the certificates do
 * not fit.
 */
type VerificationStatus = "waiting" | "ready" | "matched" | "differs" | "stale" | "unable" | "peer-unable" | "broken";

/** A request for video in a voice call: none; sent; received; or the own one was refused. */
type VideoRequestState = "none" | "asking" | "asked" | "refused";

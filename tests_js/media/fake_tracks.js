/** Tracks and streams as getUserMedia gives them. */

export class FakeTrack {
  enabled = true;
  muted = false;
  readyState = "live";
  constructor(kind) {
    this.kind = kind;
  }
  get stopped() {
    return this.readyState === "ended";
  }
  stop() {
    this.readyState = "ended";
  }
}

/** A stream with a track of each of these kinds. */
export function fakeStream(kinds) {
  const tracks = kinds.map((kind) => new FakeTrack(kind));
  const of = (kind) => tracks.filter((track) => track.kind === kind);
  return { tracks, getTracks: () => tracks, getAudioTracks: () => of("audio"), getVideoTracks: () => of("video") };
}

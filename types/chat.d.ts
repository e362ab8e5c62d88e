// The shapes of the chat feature.

/** `at`: milliseconds since 1970, by this device's clock; for display alone. */
type ChatMessage = { id: string; text: string; mine: boolean; at: number; state: "sending" | "sent" };
/** `flowing`: accepted, and being sent or waiting for its turn; `checking`: it has arrived and its hash is compared; `ended`: it failed. */
type TransferState = "offered" | "flowing" | "checking" | "done" | "ended";
/** A file that one page offers to the other. `offset`: bytes that have arrived; `reason`, `by`: why it ended, and who ended it. */
type Transfer = {
  id: string;
  name: string;
  size: number;
  mimeType: string;
  mine: boolean;
  offset: number;
  state: TransferState;
  reason: string | null;
  by: "me" | "peer" | null;
};

// What passes between this page and the server.

type Role = "caller" | "callee";

type Status = "online" | "busy" | "offline";

/** What somebody is to this user: `asked` by the user, `asks` the user, `blocked` by the user. */
type Relation = "none" | "contact" | "asked" | "asks" | "blocked";

type ContactAction = "ask" | "withdraw" | "accept" | "decline" | "remove" | "block" | "unblock";

/** Somebody does not want to be disturbed, as the server says it: `left` in seconds, null until they turn it off. */
type DoNotDisturb = {
  left: number | null;
  note?: string;
  /** calls of this user's ring all the same */
  rings?: boolean;
};

/** The same, as the page keeps it. `until`: milliseconds since 1970, by this device's clock; for display alone. */
type Quiet = Omit<DoNotDisturb, "left"> & { until: number | null };

/** This user's own choice. */
type OwnDoNotDisturb = { on: boolean; left?: number | null; note?: string; favourites: boolean };

/** `section`: where somebody comes in the list whether or not they are online. */
type Person = {
  name: string;
  display?: string;
  /** the address */
  picture?: string;
  status: Status;
  quiet?: Quiet;
  relation?: Relation;
  favourite?: boolean;
  /** this user is to be told when they are free */
  notify?: boolean;
  section?: "favourite" | "recent";
};

/** A part of the list. */
type PeopleSection = "favourite" | "recent" | "online" | "rest";

type Listed = Omit<Person, "section"> & { section: PeopleSection };

/** `fresh` is true for a page of the list as the server sent it, and false for changes to that. */
type ShownList = {
  query: string;
  page: number;
  pages: number;
  people: Listed[];
  problem?: string;
  fresh: boolean;
};

/** A call of this user's with somebody: `ago`, `lasted` in seconds. */
type PastCall = {
  role: Role;
  video: boolean;
  reason: string;
  ago: number;
  lasted: number | null;
  withheld?: string;
  do_not_disturb?: boolean;
};

/** What a list has of somebody whose card is opened. */
type KnownPerson = Omit<Person, "status"> & { status?: Status };

/** `calls`: missing until the server has answered, as is the status of somebody in the history. */
type PersonDetails = KnownPerson & { calls?: PastCall[] };

// biome-ignore lint/suspicious/noExplicitAny: protocol.js checks the fields of each type
type Message = { type: string } & Record<string, any>;

/** A live call as the server holds it (`hello.call`). */
type ServerCall = {
  call: string;
  name: string;
  display?: string;
  role: Role;
  state: "calling" | "ringing" | "active";
  video?: boolean;
  here: boolean;
  age: number;
  left: number | null;
  /** this user's device that takes part */
  device?: string | null;
  /** while it rings: the two pages may connect without a relay */
  direct?: boolean;
};

/** What is told about the socket. */
type SocketObserver = {
  onMessage?(message: Message): void;
  /** a ping was sent */
  onPing?(): void;
  /** the server has answered the oldest ping without an answer */
  onPong?(): void;
  /** whether the server can be reached */
  onOnline?(online: boolean): void;
  /** `refused`: a new socket was; otherwise the server has closed an open one */
  onSignedOut?(refused: boolean): void;
  /** another tab has taken this tab's place */
  onReplaced?(): void;
  /** the socket was closed, or found dead: then without a code */
  onClosed?(code?: number): void;
  /** the socket waits for its turn to connect: thousands come back at once */
  onQueued?(): void;
  /** the server takes no more tabs of this user */
  onTooManyTabs?(): void;
};

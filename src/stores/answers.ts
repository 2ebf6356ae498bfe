/** A request, as far as another one is compared with it. */
export type RequestDigest = {
  /** The SHA-256 of its address and of the headers that change its meaning, in hexadecimal digits. */
  target: string;
  /** The SHA-256 of its body, in hexadecimal digits, and the length of the body in bytes. */
  content: string;
  length: number;
};

/** The content of an answer: its body, or why the body is not kept. */
export type AnswerContent = { body: Uint8Array } | { omitted: "secret" | "length" };

/** An answer that a repeated request gets again. `token`: the id of the token that sent the request. */
export type KeptAnswer = {
  token: string;
  key: string;
  request: RequestDigest;
  /** When it was answered, in milliseconds since 1970. */
  at: number;
  status: number;
  headers: Readonly<Record<string, string>>;
  content: AnswerContent;
};

/** How many answers are kept, and how many bytes their bodies may have together. */
export type AnswerLimits = { maxAnswers: number; maxBytes: number };

/** Keeps the answers to requests with an Idempotency-Key, by the token and the key. */
export type AnswerStore = {
  /** Keeps an answer, in place of an earlier one with its token and key. Beyond the limits, the oldest answers go. */
  keep(answer: KeptAnswer, limits: AnswerLimits): Promise<void>;

  /** Finds the answer with a token and a key, unless it is older than a moment, in milliseconds since 1970. */
  find(token: string, key: string, since: number): Promise<KeptAnswer | undefined>;

  /** Removes the answers from before a moment. @returns how many they were */
  prune(before: number): Promise<number>;
};

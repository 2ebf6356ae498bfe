import type { Dispatcher } from "undici";
import { type Coding, codings, type Representation, type States, sha256 } from "./states.ts";

/** A request, and the numbers of the states that its If-None-Match names. */
export type Poll = { path: string; coding: Coding; method: "GET" | "HEAD"; known: readonly number[] };

export type PollAnswer = { status: number; headers: Dispatcher.ResponseData["headers"]; bytes: Buffer };

/**
 * Creates the judge of all answers, who knows every state that there is.
 * @returns a function that finds what is wrong with an answer, one sentence each, and the number of the state it is of
 */
export function createJudge(documents: ReadonlyMap<string, States>) {
  const lastModified = new Map<string, string>();

  /** Each state has one date, and later states have later ones. */
  function* wrongDates(path: string, state: number, date: string): Generator<string> {
    const key = (number: number) => `${path} ${number}`;
    const before = lastModified.get(key(state));
    lastModified.set(key(state), date);
    if (before !== undefined && before !== date) yield `state ${state} was of ${before} and is of ${date}`;
    for (let number = 0; number < state; number++) {
      const earlier = lastModified.get(key(number));
      if (earlier === undefined || Date.parse(earlier) < Date.parse(date)) continue;
      yield `state ${number} is of ${earlier}, state ${state} of ${date}`;
    }
  }

  function* wrongParts({ path, method, known }: Poll, answer: PollAnswer, state: number): Generator<string> {
    const { status, headers, bytes } = answer;
    yield* wrongDates(path, state, String(headers["last-modified"]));
    if (status === 200) {
      const sent = (headers["content-encoding"] ?? "identity") as Coding;
      if (known.includes(state)) yield `200 for state ${state}, which the client had`;
      yield* wrongBytes(method, answer, documents.get(path)?.[state]?.[sent]);
      return;
    }
    if (!known.includes(state)) yield `304 for state ${state}, of which the client knew nothing`;
    if (bytes.length > 0) yield "304 with a body";
  }

  return function judge(poll: Poll, answer: PollAnswer, least: number): { state: number; wrong: string[] } {
    const { status, headers, bytes } = answer;
    if (status !== 200 && status !== 304) return { state: -1, wrong: [`${status} ${bytes}`] };
    const states = documents.get(poll.path) ?? [];
    const state = states.findIndex((each) => codings.some((coding) => each[coding].etag === headers.etag));
    if (state < 0) return { state, wrong: [`${status} with the unknown tag ${headers.etag}`] };
    const wrong = [...wrongParts(poll, answer, state)];
    if (state < least) wrong.push(`state ${state} came after state ${least}`);
    return { state, wrong };
  };
}

function* wrongBytes(
  method: Poll["method"],
  { headers, bytes }: PollAnswer,
  expected: Representation | undefined,
): Generator<string> {
  if (expected?.etag !== headers.etag)
    yield `the tag ${headers.etag} goes with ${headers["content-encoding"] ?? "no coding"}`;
  if (Number(headers["content-length"]) !== expected?.bytes) {
    yield `Content-Length ${headers["content-length"]} instead of ${expected?.bytes}`;
  }
  if (method === "GET" && sha256(bytes) !== expected?.sha256) yield `${bytes.length} bytes of no state`;
}

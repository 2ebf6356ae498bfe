/** Computes the expected answer to a combination of rows from the rows and the documents' files alone. */
import type { Coding } from "../../src/published/snapshot.ts";
import { type Facts, openToAll } from "./matrix-documents.ts";
import type { CodingRow, DateRow, TagRow } from "./matrix-rows.ts";
import type { RawAnswer } from "./raw-http.ts";

export type Outcome = { status: number; headers: Record<string, string>; body: Buffer };

/** The outcome of a combination of conditions and codings, without the headers of the connection. */
export function outcomeOf(facts: Facts, tags: TagRow, date: DateRow, codings: CodingRow): Outcome {
  const available = (coding: Coding) => facts.bodies.has(coding);
  const sizeOf = (coding: Coding) => facts.bodies.get(coding)?.length ?? 0;
  const level = codings.wants.find((each) => each.some(available)) ?? [];
  const [chosen] = level.filter(available).sort((one, other) => sizeOf(one) - sizeOf(other));
  if (chosen === undefined) return notAcceptable(facts);

  let held: Coding | undefined;
  if (tags.names === undefined) held = date.isUnmodified ? chosen : undefined;
  else if (tags.names === "any") held = chosen;
  else {
    // If a suffix names a coding that does not exist, a proxy added it.
    const listed = tags.names.map((coding) => (available(coding) ? coding : "identity"));
    const taken = listed.filter((coding) => codings.wants.flat().includes(coding));
    held = taken.includes(chosen) ? chosen : taken[0];
  }
  const etag = (coding: Coding) => `"${facts.name}${coding === "identity" ? "" : `-${coding}`}"`;
  if (held) return { status: 304, headers: { ...facts.repeated, etag: etag(held) }, body: Buffer.alloc(0) };
  const body = facts.bodies.get(chosen) ?? Buffer.alloc(0);
  const headers: Record<string, string> = {
    ...facts.repeated,
    ...facts.described,
    etag: etag(chosen),
    "content-length": String(body.length),
  };
  if (chosen !== "identity") headers["content-encoding"] = chosen;
  return { status: 200, headers, body };
}

function notAcceptable({ bodies }: Facts): Outcome {
  const body = Buffer.from(
    JSON.stringify({
      type: "about:blank",
      title: "Courant has no coding that you accept",
      status: 406,
      detail: `Your Accept-Encoding excludes all codings of this document: ${[...bodies.keys()].join(", ")}.`,
      code: "NOT_ACCEPTABLE",
    }),
  );
  const headers = {
    ...openToAll,
    "cache-control": "no-store",
    vary: "Accept-Encoding",
    "content-type": "application/problem+json; charset=utf-8",
    "content-length": String(body.length),
  };
  return { status: 406, headers, body };
}

const httpDate = /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT$/;

/**
 * How an answer differs from what is to come, in words; empty when it does not. HEAD is the same without the body.
 * @param isKept whether the connection is to stay open
 */
export function differences(answer: RawAnswer | undefined, expected: Outcome, method: string, isKept = true): string {
  if (!answer) return "no answer";
  const { status, headers, repeated, body } = answer;
  if (status !== expected.status) return `${status} instead of ${expected.status}`;
  const found: string[] = repeated.map((name) => `${name} twice`);
  for (const [name, value] of Object.entries(expected.headers)) {
    const actual = headers.get(name);
    if (actual !== value) found.push(`${name}: ${actual} instead of ${value}`);
  }
  if (!httpDate.test(headers.get("date") ?? "")) found.push(`date: ${headers.get("date")}`);
  if (headers.get("connection") !== (isKept ? "keep-alive" : "close"))
    found.push(`connection: ${headers.get("connection")}`);
  if (isKept && !/^timeout=\d+$/.test(headers.get("keep-alive") ?? "")) found.push("no keep-alive");
  const known = Object.keys(expected.headers).length + (isKept ? 3 : 2);
  if (headers.size > known) found.push(`${headers.size - known} more headers: ${[...headers.keys()].join(", ")}`);
  if (!body.equals(method === "HEAD" ? Buffer.alloc(0) : expected.body))
    found.push(`another body, ${body.length} bytes`);
  return found.join("; ");
}

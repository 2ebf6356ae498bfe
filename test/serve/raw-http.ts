import { connect } from "node:net";
import { maxAnswerMs } from "../service.ts";

/** A request as the bytes to send, in Latin-1, and whether the answer has a body. */
export type RawRequest = { text: string; method: string };

/** An answer as it stood on the wire: lines of headers that repeat are kept apart. */
export type RawAnswer = { status: number; headers: ReadonlyMap<string, string>; repeated: string[]; body: Buffer };

/** Headers with their lines: none, one, or repeated. */
export type HeaderLines = readonly (readonly [name: string, lines: readonly string[]])[];

/** A request for anything, with the headers' lines as they are. */
export function rawRequest(requestLine: string, headers: HeaderLines): RawRequest {
  let text = `${requestLine}\r\nHost: feeds.example\r\n`;
  for (const [name, lines] of headers) for (const line of lines) text += `${name}: ${line}\r\n`;
  return { text: `${text}\r\n`, method: requestLine.trimStart().split(" ", 1)[0] ?? "" };
}

/**
 * Sends requests over one connection, many at once, and reads the answers byte by byte, with nothing in between that
 * would normalise them.
 * @returns one answer for each request, or fewer when the service closed the connection
 * @throws Error when something else than an answer arrives
 */
export function pipeline(
  port: number,
  requests: readonly RawRequest[],
  { atOnce = 64 } = {},
): Promise<{ answers: RawAnswer[]; closed: boolean }> {
  return new Promise((resolve, reject) => {
    const answers: RawAnswer[] = [];
    let sent = 0;
    let unread: Buffer = Buffer.alloc(0);
    const socket = connect(port, "127.0.0.1");
    const finish = (closed: boolean) => {
      socket.destroy();
      if (unread.length > 0) reject(new Error(`not an answer: ${excerpt(unread)}`));
      else resolve({ answers, closed });
    };
    const send = () => {
      const next = requests.slice(sent, sent + atOnce);
      sent += next.length;
      socket.write(next.map(({ text }) => text).join(""), "latin1");
    };
    socket.setTimeout(maxAnswerMs, () =>
      reject(new Error(`${answers.length} of ${requests.length} answered, then silence`)),
    );
    socket
      .on("error", reject)
      .on("end", () => finish(true))
      .on("connect", send);
    socket.on("data", (chunk) => {
      unread = unread.length === 0 ? chunk : Buffer.concat([unread, chunk]);
      let at = 0;
      while (answers.length < sent) {
        const found = readAnswer(unread, at, requests[answers.length]?.method ?? "");
        if (found === undefined) break;
        if (found === "broken") return reject(new Error(`not an answer: ${excerpt(unread.subarray(at))}`));
        answers.push(found.answer);
        at = found.end;
      }
      unread = unread.subarray(at);
      if (answers.length < sent) return;
      if (sent < requests.length) send();
      // Any surplus bytes would have come with the last answer, or come within a turn.
      else setImmediate(() => setImmediate(() => finish(false)));
    });
  });
}

/** @returns undefined when it is not all there */
function readAnswer(
  bytes: Buffer,
  start: number,
  method: string,
): { answer: RawAnswer; end: number } | "broken" | undefined {
  const headEnd = bytes.indexOf("\r\n\r\n", start);
  if (headEnd < 0) return undefined;
  const [statusLine = "", ...lines] = bytes.toString("latin1", start, headEnd).split("\r\n");
  const status = Number(/^HTTP\/1\.1 (\d{3}) [A-Z]/.exec(statusLine)?.[1]);
  if (!status) return "broken";
  const headers = new Map<string, string>();
  const repeated: string[] = [];
  for (const line of lines) {
    const colon = line.indexOf(": ");
    const name = line.slice(0, colon).toLowerCase();
    if (headers.has(name)) repeated.push(name);
    headers.set(name, line.slice(colon + 2));
  }
  const length = method === "HEAD" || status === 304 || status === 204 ? 0 : Number(headers.get("content-length"));
  if (Number.isNaN(length)) return "broken";
  const bodyStart = headEnd + 4;
  const end = bodyStart + length;
  return bytes.length < end
    ? undefined
    : { answer: { status, headers, repeated, body: bytes.subarray(bodyStart, end) }, end };
}

function excerpt(bytes: Buffer): string {
  return JSON.stringify(bytes.toString("latin1", 0, 200));
}

import fc from "fast-check";
import { type Test, test } from "tap";
import { runs } from "../properties.ts";
import { type Facts, startMatrix } from "./matrix-documents.ts";
import { type HeaderLines, pipeline, type RawAnswer, rawRequest } from "./raw-http.ts";

/** Bytes that a header may hold (RFC 9110 section 5.5), as Latin-1. */
const fieldByte = fc.oneof(
  fc.integer({ min: 0x20, max: 0x7e }),
  fc.integer({ min: 0x80, max: 0xff }),
  fc.constant(0x09),
);
const asText = (bytes: number[]) => Buffer.from(bytes).toString("latin1");
const noise = fc.array(fieldByte, { maxLength: 40 }).map(asText);
const pieces = (...known: string[]) =>
  fc
    .array(fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...known) }, noise), { maxLength: 8 })
    .map((each) => each.join(""));

const dates = ["Wed", ", ", "02 Sep 2026", " ", "10:00:00", "GMT", "-", "Wed, 02 Sep 2026 10:00:00 GMT"];
const codings = ["gzip", "br", "zstd", "identity", "x-gzip", "*", ";", "q=", "0", "0.5", "1", ",", " "];

/** @param name what the tags of the document begin with */
const headersFor = (name: string, text: (...known: string[]) => fc.Arbitrary<string>): fc.Arbitrary<HeaderLines> => {
  const lines = (known: string[]) => fc.array(text(...known), { maxLength: 2 });
  const tags = [name, `"${name}"`, `"${name}-gzip"`, `W/"${name}-br"`, '"', ",", "*", "W/", "-gzip", " "];
  return fc.tuple(lines(tags), lines(dates), lines(codings)).map(([match, since, accept]) => [
    ["If-None-Match", match],
    ["If-Modified-Since", since],
    ["Accept-Encoding", accept],
  ]);
};

/** Returns the mistakes of an answer to such headers. */
function mistake({ status, headers, body }: RawAnswer, asked: HeaderLines, { name, bodies }: Facts): string {
  const [match = "", since = "", accept = ""] = asked.map(([, lines]) => lines.join(", ").toLowerCase());
  const coding = headers.get("content-encoding");
  if (status === 406) return /q=0|\*/.test(accept) ? "" : "nothing was excluded";
  if (!headers.get("etag")?.startsWith(`"${name}`)) return "another document's tag";
  if (status === 304) return match.includes(name) || match.includes("*") || since.includes("gmt") ? "" : "no condition";
  if (status !== 200) return "this status";
  if (coding !== undefined && !accept.includes(coding) && !accept.includes("*")) return `unasked ${coding}`;
  const expected = [...bodies].find(([each]) => each === (coding ?? "identity"));
  return expected?.[1].equals(body) ? "" : "another body";
}

async function feedOf(t: Test): Promise<{ port: number; feed: Facts }> {
  const { port, documents } = await startMatrix(t);
  const [feed] = documents;
  if (!feed) throw new Error("no documents");
  return { port, feed };
}

test("whatever these headers hold: an answer to each request, in order, none of them wrong", async (t) => {
  const { port, feed } = await feedOf(t);
  const line = `GET ${feed.path} HTTP/1.1`;
  await fc.assert(
    fc.asyncProperty(fc.array(headersFor(feed.name, pieces), { minLength: 10, maxLength: 30 }), async (many) => {
      const requests = many.map((headers) => rawRequest(line, headers));
      const { answers } = await pipeline(port, [...requests, rawRequest("GET /healthz HTTP/1.1", [])]);
      if (answers.at(many.length)?.body.toString() !== '{"status":"ok"}') throw new Error("another order");
      for (const [index, headers] of many.entries()) {
        const answer = answers[index];
        const wrong = answer ? mistake(answer, headers, feed) : "no answer";
        if (wrong) throw new Error(`${answer?.status}: ${wrong} <- ${JSON.stringify(headers)}`);
      }
    }),
    { numRuns: runs(100) },
  );
});

test("bytes that no header may hold: an answer or a refusal, and the connection is not left open in doubt", async (t) => {
  const { port, feed } = await feedOf(t);
  const anyBytes = () => fc.array(fc.integer({ min: 0, max: 0xff }), { maxLength: 40 }).map(asText);
  await fc.assert(
    fc.asyncProperty(headersFor(feed.name, anyBytes), async (headers) => {
      const { answers, closed } = await pipeline(port, [rawRequest(`GET ${feed.path} HTTP/1.1`, headers)]);
      const status = answers[0]?.status ?? 0;
      return [200, 304, 400, 406].includes(status) && (status !== 400 || closed);
    }),
    { numRuns: runs(200) },
  );
});

import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from "node:zlib";
import { type Test, test } from "tap";
import { slowTest } from "../slow.ts";
import { type Facts, startMatrix } from "./matrix-documents.ts";
import { differences, type Outcome, outcomeOf } from "./matrix-oracle.ts";
import {
  codingRows,
  connectionRows,
  type DateRow,
  dateRows,
  type Row,
  type TagRow,
  tagRows,
  targetRows,
} from "./matrix-rows.ts";
import { type HeaderLines, pipeline, type RawRequest, rawRequest } from "./raw-http.ts";

/** The headers of a request, the expected answer, and the rows that it combines. */
type Case = { method: string; headers: HeaderLines; expected: Outcome; rows: Row[] };

/** Combinations of rows, with both methods: every one, or those that are asked. */
function* combinations(
  document: Facts,
  [tags, dates, codings] = [tagRows, dateRows, codingRows],
  isAsked = (_method: string, _tag: TagRow, _date: DateRow) => true,
): Generator<Case> {
  for (const tag of tags) {
    for (const date of dates) {
      for (const coding of codings) {
        const expected = outcomeOf(document, tag, date, coding);
        const headers: HeaderLines = [
          ["If-None-Match", tag.lines(document.name)],
          ["If-Modified-Since", date.lines],
          ["Accept-Encoding", coding.lines],
        ];
        for (const method of ["GET", "HEAD"]) {
          if (isAsked(method, tag, date)) yield { method, headers, expected, rows: [tag, date, coding] };
        }
      }
    }
  }
}

/** The combinations of a few rows, which lead to each kind of answer: 200 in two codings, 304, 406. */
function fewCombinations(document: Facts): Case[] {
  const only = <Kind extends Row>(rows: readonly Kind[], ...names: string[]) =>
    rows.filter(({ name }) => names.includes(name));
  const codings = only(codingRows, "absent", "browsers", "*;q=0");
  return [...combinations(document, [only(tagRows, "absent", "identity's"), only(dateRows, "absent"), codings])];
}

/** The mistakes, by row. */
class Verdicts {
  requests = 0;
  readonly #failures = new Map<Row, string[]>();

  note(rows: readonly Row[], request: RawRequest | undefined, difference: string): void {
    this.requests++;
    const sent = difference && request?.text.replace(/(.{100}).+/g, "$1…").replaceAll("\r\n", " | ");
    for (const row of rows) {
      const known = this.#failures.get(row) ?? [];
      if (known.length === 0) this.#failures.set(row, known);
      if (difference) known.push(`${difference} <- ${sent}`);
    }
  }

  /** One assertion for each row, with its first failures. */
  judge(t: Test, what: string, rows: readonly Row[]): void {
    for (const row of rows) {
      const found = this.#failures.get(row) ?? ["never asked"];
      const count = found.length > 0 ? `, ${found.length} wrong` : "";
      t.same(found.slice(0, 3), [], `${what}: ${row.name} (${row.section})${count}`);
    }
  }
}

const decoders = {
  identity: (body: Buffer) => body,
  gzip: gunzipSync,
  br: brotliDecompressSync,
  zstd: zstdDecompressSync,
};

slowTest("conditions, codings and methods, in every combination, in every format", async (t) => {
  const { port, documents } = await startMatrix(t);
  const verdicts = new Verdicts();
  await Promise.all(
    documents.map(async (document) => {
      for (const [coding, body] of document.bodies) {
        t.same(decoders[coding](body), document.bodies.get("identity"), `${document.path}: ${coding} decodes`);
      }
      const isFeed = /\/news\.[a-z]+$/.test(document.path);
      // HEAD, and documents that are no feeds: what dates decide, and that tags win over one that says otherwise.
      const isAsked: Parameters<typeof combinations>[2] = (method, tag, date) =>
        (isFeed && method === "GET") || tag.names === undefined || date.name === "equal";
      for (const tag of tagRows) {
        const cases = [...combinations(document, [[tag], dateRows, codingRows], isAsked)];
        const requests = cases.map(({ method, headers }) => rawRequest(`${method} ${document.path} HTTP/1.1`, headers));
        const { answers } = await pipeline(port, requests);
        for (const [index, { method, expected, rows }] of cases.entries()) {
          verdicts.note(rows, requests[index], differences(answers[index], expected, method));
        }
      }
    }),
  );
  verdicts.judge(t, "If-None-Match", tagRows);
  verdicts.judge(t, "If-Modified-Since", dateRows);
  verdicts.judge(t, "Accept-Encoding", codingRows);
  t.comment(`${verdicts.requests} requests`);
});

test("request targets", async (t) => {
  const { port, documents } = await startMatrix(t);
  const verdicts = new Verdicts();
  for (const document of documents) {
    for (const row of targetRows) {
      const cases = fewCombinations(document);
      const requests = cases.map(({ method, headers }) => rawRequest(row.request(method, document.path), headers));
      const { answers } = await pipeline(port, requests);
      for (const [index, { method, expected }] of cases.entries()) {
        verdicts.note([row], requests[index], differences(answers[index], expected, method));
      }
    }
  }
  verdicts.judge(t, "Target", targetRows);
  t.comment(`${verdicts.requests} requests`);
});

test("connections: kept or closed, whatever the answer", async (t) => {
  const { port, documents } = await startMatrix(t);
  const verdicts = new Verdicts();
  const next = rawRequest("HEAD /healthz HTTP/1.1", []);
  for (const row of connectionRows) {
    for (const document of documents) {
      for (const { method, headers, expected } of fewCombinations(document)) {
        const connection = [...headers, ["Connection", row.lines]] as const;
        const request = rawRequest(`${method} ${document.path} HTTP/${row.version}`, connection);
        const { answers, closed } = await pipeline(port, [request, next]);
        const isKept = row.isKept(expected.status);
        const wrong = differences(answers[0], expected, method, isKept);
        const isAsTold = isKept ? answers[1]?.status === 200 : closed && answers.length === 1;
        verdicts.note([row], request, wrong || (isAsTold ? "" : `${answers.length} answers, closed: ${closed}`));
      }
    }
  }
  verdicts.judge(t, "Connection", connectionRows);
  t.comment(`${verdicts.requests} requests`);
});

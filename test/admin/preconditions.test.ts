import { test } from "tap";
import { evaluatePreconditions } from "../../src/admin/preconditions.ts";

type Row = [match: string | undefined, noneMatch: string | undefined, revision: number | undefined, expected: string];

const rows: Row[] = [
  [undefined, undefined, 2, "proceed"],
  ['"2"', undefined, 2, "proceed"],
  ['"1", "2"', undefined, 2, "proceed"],
  ["*", undefined, 2, "proceed"],
  ['W/"2"', undefined, 2, "failed"],
  ["2", undefined, 2, "failed"],
  ['"1"', undefined, 2, "failed"],
  ["*", undefined, undefined, "failed"],
  ['"2"', undefined, undefined, "failed"],
  [undefined, '"2"', 2, "not modified"],
  [undefined, 'W/"2"', 2, "not modified"],
  [undefined, "*", 2, "not modified"],
  [undefined, '"1"', 2, "proceed"],
  [undefined, "*", undefined, "proceed"],
  ['"1"', "*", 2, "failed"],
  ['"1"', "*", undefined, "failed"],
];

test("If-Match and If-None-Match for articles, RFC 9110 sections 13.1.1, 13.1.2 and 13.2.2", (t) => {
  for (const [match, noneMatch, revision, expected] of rows) {
    let found: string;
    try {
      const etag = revision === undefined ? undefined : `"${revision}"`;
      found = evaluatePreconditions({ "if-match": match, "if-none-match": noneMatch }, etag);
    } catch (error) {
      t.match(error, { code: "PRECONDITION_FAILED" });
      found = "failed";
    }
    t.equal(found, expected, `If-Match ${match}, If-None-Match ${noneMatch}, revision ${revision}`);
  }
  t.end();
});

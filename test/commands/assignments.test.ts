import fc from "fast-check";
import { test } from "tap";
import { readAssignments } from "../../src/commands/settings/assignments.ts";
import { CourantError } from "../../src/errors.ts";

test("assignments are a merge patch with values in YAML", (t) => {
  const set = ["limit=20", "select.tags=[news, sports]", "select.language=en", "title=a=b", "archive=false", "note="];
  t.same(readAssignments({ set, unset: ["image", "select.authors"] }), {
    limit: 20,
    select: { tags: ["news", "sports"], language: "en", authors: null },
    title: "a=b",
    archive: false,
    note: null,
    image: null,
  });
  for (const wrong of ["limit", "=1", "a..b=1", ".a=1", "a.=1", "__proto__.x=1", "a.__proto__=1", "a=[", "a={b"]) {
    t.throws(() => readAssignments({ set: [wrong] }), { code: "USAGE_INVALID" }, wrong);
  }
  t.end();
});

test("any text is an assignment or is refused with the usage, and changes nothing else", (t) => {
  fc.assert(
    fc.property(
      fc.array(
        fc.oneof(
          fc.string(),
          fc.string().map((text) => `constructor.prototype.${text}`),
        ),
      ),
      (set) => {
        try {
          readAssignments({ set });
        } catch (error) {
          t.ok(error instanceof CourantError && error.code === "USAGE_INVALID", String(error));
        }
        t.same(Object.keys(Object.prototype), []);
      },
    ),
  );
  t.end();
});

import fc from "fast-check";
import { test } from "tap";
import { parseExpiry } from "../../src/admin/token-expiry.ts";
import { CourantError } from "../../src/errors.ts";

const now = Date.parse("2026-09-02T10:00:00Z");

const times: [text: string, expires: string][] = [
  ["2026-09-03", "2026-09-03T00:00:00.000Z"],
  ["2026-09-02T12:00:00+02:01", "2026-09-02T09:59:00.000Z"],
  ["2026-09-02T12:00:01+02:00", "2026-09-02T10:00:01.000Z"],
  ["1h", "2026-09-02T11:00:00.000Z"],
  [" 90d ", "2026-12-01T10:00:00.000Z"],
  ["4w", "2026-09-30T10:00:00.000Z"],
];

for (const [text, expires] of times) {
  test(`“${text}” is ${expires}`, async (t) => {
    const time = Date.parse(expires);
    if (time > now) t.equal(parseExpiry(text, now), time);
    else t.throws(() => parseExpiry(text, now), { code: "REQUEST_INVALID", message: `${expires} has passed` });
  });
}

test("any text is a later time that a date can say, or is refused", async (t) => {
  const near = fc.stringMatching(/^[0-9]{1,7}[hdwmy ]?$|^[0-9]{4}-[0-9]{2}-[0-9]{2}T?[0-9:]*[Z+]?$/);
  fc.assert(
    fc.property(fc.oneof(fc.string(), near), (text) => {
      try {
        const expires = parseExpiry(text, now);
        return expires > now && new Date(expires).toISOString().length === 24;
      } catch (error) {
        return error instanceof CourantError && error.code === "REQUEST_INVALID";
      }
    }),
  );
  t.pass();
});

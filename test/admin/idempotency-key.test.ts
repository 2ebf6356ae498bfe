import fc from "fast-check";
import { test } from "tap";
import { readIdempotencyKey } from "../../src/admin/idempotency-key.ts";
import { CourantError } from "../../src/errors.ts";

test("a key is read with and without quotes, and nothing else is a key", async (t) => {
  for (const [header, key] of [
    ['"8e03978e-40d5-43dd-bc93-6894a57f9324"', "8e03978e-40d5-43dd-bc93-6894a57f9324"],
    ["8e03978e-40d5-43dd-bc93-6894a57f9324", "8e03978e-40d5-43dd-bc93-6894a57f9324"],
    [" order:17/a+b=_~. ", "order:17/a+b=_~."],
    ['"two words, a comma; and \\"more\\" \\\\"', 'two words, a comma; and "more" \\'],
    ['"a";version=2', "a"],
    ["x".repeat(255), "x".repeat(255)],
  ] as const) {
    t.equal(readIdempotencyKey(header), key, header);
  }
  t.equal(readIdempotencyKey(undefined), undefined);
  const invalid = [
    "",
    " ",
    '""',
    "a b",
    "a,b",
    '"a", "b"',
    '"a"b',
    '"a',
    'a"',
    '"\\n"',
    '"ä"',
    "ä",
    '"a"; b, c',
    "a;b",
  ];
  for (const header of [...invalid, "\u0000", '"\t"', "x".repeat(256), ["a", "b"]]) {
    t.throws(
      () => readIdempotencyKey(header),
      { code: "REQUEST_INVALID", message: /1 to 255 visible ASCII/ },
      `${header}`,
    );
  }
});

test("every text of visible characters is a key in quotes, and no header does anything else than be refused", async (t) => {
  const characters = Array.from({ length: 95 }, (_, index) => String.fromCharCode(32 + index));
  const text = fc.string({ unit: fc.constantFrom(...characters), minLength: 1, maxLength: 255 });
  fc.assert(fc.property(text, (key) => readIdempotencyKey(`"${key.replaceAll(/["\\]/g, "\\$&")}"`) === key));
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (header) => {
      try {
        const key = readIdempotencyKey(header);
        t.match(key, /^[ -~]{1,255}$/);
      } catch (error) {
        if (!(error instanceof CourantError)) throw error;
      }
    }),
  );
});

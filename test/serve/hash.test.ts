import fc from "fast-check";
import { test } from "tap";
import { createSeededHash } from "../../src/serve/hash.ts";
import { testOfCase } from "../slow.ts";

test("a hash is a whole number below 2^53, the same every time, another for another seed", (t) => {
  const [one, other] = [createSeededHash(1), createSeededHash(2)];
  fc.assert(
    fc.property(fc.array(fc.string({ unit: "binary" })), (texts) => {
      const number = one(...texts);
      return Number.isSafeInteger(number) && number >= 0 && number === one(...texts) && number !== other(...texts);
    }),
  );
  t.end();
});

test("where one text ends and the next begins matters", (t) => {
  const hash = createSeededHash(1);
  const numbers = new Set([hash(), hash(""), hash("", ""), hash("ab"), hash("a", "b"), hash("", "ab"), hash("ab", "")]);
  t.equal(numbers.size, 7);
  t.end();
});

for (const [index, count] of [100_000, 1_000_000].entries()) {
  testOfCase(index)(`${count} names that look alike get ${count} hashes, evenly spread`, (t) => {
    const hash = createSeededHash(1);
    const places = new Uint32Array(Math.round((1024 * count) / 1_000_000));
    const numbers = new Set<number>();
    for (let number = 0; number < count; number++) {
      const hashed = hash("198.51.100.7", `Reader/1.0 (${number} subscribers)`);
      numbers.add(hashed);
      places[hashed % places.length] = (places[hashed % places.length] ?? 0) + 1;
    }
    t.equal(numbers.size, count);
    t.ok(Math.max(...places) < 1200 && Math.min(...places) > 800, "977 in each place, give or take");
    t.end();
  });
}

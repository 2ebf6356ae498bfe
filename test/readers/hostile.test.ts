import assert from "node:assert/strict";
import fc from "fast-check";
import { test } from "tap";
import { formats } from "../../src/render/formats.ts";
import { runs } from "../properties.ts";
import { articles, contexts } from "../render/arbitraries.ts";
import { documentOf } from "../render/documents.ts";
import { exceptionsOf } from "./exceptions.ts";
import { articleId, published } from "./published.ts";
import { packages } from "./readers.ts";

for (const reader of packages) {
  for (const format of formats.filter(({ name }) => reader.formats.includes(name))) {
    const known = exceptionsOf(reader.name, format.name);

    test(`whatever an article says, ${reader.name} reads it, ${format.name}`, async (t) => {
      const property = fc.asyncProperty(articles, contexts, async (given, context) => {
        const { items } = await reader.read(documentOf(format, given, context), format.name);
        assert.equal(items.length, given.length);
        for (const [index, item] of items.entries()) {
          const article = given[index];
          if (article === undefined) continue;
          const said = published(article, format.name, context);
          const seen = { ...item, id: articleId(item.id) };
          for (const field of ["id", "title", "link"] as const) {
            const compare = known.get(field)?.compare;
            const [shown, expected] = compare?.(seen, said, context) ?? [seen[field], said[field]];
            assert.deepEqual(shown, expected, field);
          }
        }
      });
      await t.resolves(fc.assert(property, { numRuns: runs(25) }));
    });
  }
}

import { test } from "tap";
import type { DocumentContext } from "../../src/render/format.ts";
import { slowTest } from "../slow.ts";
import { cases } from "./cases.ts";
import { exceptionsOf, unsaid } from "./exceptions.ts";
import { articleId, attached, published } from "./published.ts";
import { packages, readers } from "./readers.ts";
import { type Field, fields, type Item, nothing } from "./reading.ts";

/*
 * Every reader × every format that it reads × every golden case: each field is what the article says, but for the
 * exceptions, and every exception is needed for some article.
 */
for (const reader of readers) {
  for (const format of reader.formats) {
    // A program is started for each document.
    const testOfReader = packages.includes(reader) ? test : slowTest;
    testOfReader(`${reader.name} reads the same articles, ${format}`, { skip: reader.missing ?? false }, async (t) => {
      const known = exceptionsOf(reader.name, format);
      const needed = new Set<Field>();
      const compare = (field: Field, seen: Item, said: Item, context: DocumentContext): readonly [unknown, unknown] => {
        const exception = known.get(field);
        if (exception === undefined) return [seen[field], said[field]];
        if (JSON.stringify(seen[field]) !== JSON.stringify(said[field])) needed.add(field);
        return exception.compare?.(seen, said, context) ?? [seen[field], nothing[field]];
      };

      for (const { name, articles, context, document } of cases) {
        const { title, items } = await reader.read(document(format), format);
        const feed = { ...nothing, title: context.channel.title };
        t.strictSame(...compare("title", { ...nothing, title }, feed, context), `${name}: the feed’s title`);
        t.equal(items.length, articles.length, `${name}: as many articles`);
        for (const [index, article] of articles.entries()) {
          const said = attached(published(article, format, context), article);
          const item = items[index] ?? nothing;
          const seen = attached({ ...item, id: articleId(item.id) }, article);
          const compared = fields
            .filter((field) => !unsaid[format].includes(field))
            .map((field) => ({ field, pair: compare(field, seen, said, context) }));
          const side = (one: 0 | 1) => Object.fromEntries(compared.map(({ field, pair }) => [field, pair[one]]));
          t.strictSame(side(0), side(1), `${name}: ${article.id}`);
        }
      }
      t.strictSame([...known.keys()].sort(), [...needed].sort(), "every exception is needed");
    });
  }
}

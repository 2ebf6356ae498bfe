import fc from "fast-check";
import type { Draft } from "../../../src/article/article.ts";
import { isWithheld, termsOf } from "../../../src/channel/terms.ts";
import type { Selection } from "../../../src/config/schema.ts";
import { runs } from "../../properties.ts";
import { day, keep, prepared, start } from "../helpers.ts";
import { type OpenStores, type StoreContract, testContract } from "./contract.ts";

const iso = (time: number) => new Date(time).toISOString();
const gold: Selection = { tags: ["gold"] };
const beginning = { change: -1, now: 0 };

const names = fc.subarray(["a", "b", "c"]);
const drafts = fc.array(fc.record({ tags: names, authors: names, language: fc.constantFrom("en", "de", undefined) }), {
  minLength: 1,
  maxLength: 12,
});
const selection = fc
  .record({ tags: names, authors: names, language: fc.constantFrom("en", undefined) })
  .map(({ tags, authors, language }): Selection => {
    return {
      ...(tags.length > 0 && { tags }),
      ...(authors.length > 0 && { authors }),
      ...(language !== undefined && { language }),
    };
  });

const exclusive: StoreContract = {
  async "a selection without the articles of others has exactly the rest"(_, { stores }) {
    let count = 0;
    await fc.assert(
      fc.asyncProperty(drafts, selection, fc.array(selection, { maxLength: 3 }), async (made, wanted, except) => {
        const tag = `case${++count}`;
        const articles = made.map(({ tags, authors, language }, index): Draft => {
          const named = authors.map((name) => ({ name }));
          return { id: `${tag}-${index}`, tags: [...tags, tag], authors: named, ...(language && { language }) };
        });
        await stores.articles.put(articles.map((draft) => prepared(draft)));
        const mine = (id: string) => id.startsWith(`${tag}-`);
        const shown = await stores.selections.select({ ...wanted, except }, 10_000, start + day);
        const expected = articles.filter((draft) => {
          const terms = termsOf(draft);
          return isWithheld(terms, [wanted]) && !isWithheld(terms, except);
        });
        const found = shown.map(({ id }) => id).filter(mine);
        if (
          found.sort().join() !==
          expected
            .map(({ id }) => id)
            .sort()
            .join()
        )
          throw new Error(found.join());
        for (const draft of articles) {
          const matches = await stores.selections.matches(draft.id ?? "", except);
          const model = except.map((each) => isWithheld(termsOf(draft), [each]));
          if (matches.join() !== model.join()) throw new Error(`${draft.id}: ${matches}, not ${model}`);
        }
      }),
      { numRuns: runs(25) },
    );
  },

  async "the next change of a selection is none of an article that it leaves out"(t, { stores }) {
    await keep(stores.articles, { id: "a", tags: ["gold"], date_published: iso(start + day) });
    await keep(stores.articles, { id: "b", date_published: iso(start + 2 * day) });
    t.equal(await stores.selections.nextChangeTime({}, start), start + day);
    t.equal(await stores.selections.nextChangeTime({ except: [gold] }, start), start + 2 * day);
  },

  async "a page says whether its article is withheld, also when the article is deleted or gets an address"(t, opened) {
    const { stores } = opened;
    const states = async (exclusive: Selection[]) => {
      const pages = await stores.selections.changedPages(beginning, start, exclusive);
      return Object.fromEntries(pages.map(({ id, state, isWithheld }) => [id, isWithheld ? `secret ${state}` : state]));
    };
    for (const id of ["a", "b", "c"]) await keep(stores.articles, { id, tags: id === "a" ? [] : ["gold"] });
    t.same(await states([]), { a: "shown", b: "shown", c: "shown" });
    t.same(await states([gold]), { a: "shown", b: "secret shown", c: "secret shown" });
    await keep(stores.articles, { id: "c", tags: ["gold"], url: "https://x.example/secret" });
    t.same(await states([gold]), { a: "shown", b: "secret shown", c: "secret former" });
  },

  async "a value has a channel only for articles that count, and loses it when the others are left"(t, { stores }) {
    const list = async (except: Selection[]) => {
      const { values } = await stores.channelValues.list("tag", start, { atLeast: 2, atMost: 10, except });
      return values.map(({ value }) => value);
    };
    await keep(stores.articles, { id: "a", tags: ["gold", "SHARED"], date_published: iso(start) });
    await keep(stores.articles, { id: "b", tags: ["gold", "shared"], date_published: iso(start - day) });
    await keep(stores.articles, { id: "c", tags: ["shared"], date_published: iso(start - 2 * day) });
    t.same(await list([gold]), [], "one article is too few");
    await keep(stores.articles, { id: "d", tags: ["Shared"], date_published: iso(start - day) });
    t.same(await list([gold]), ["Shared"], "spelled as in the newest of those that count");
    t.same(await list([]), ["gold", "Shared"]);
    t.same(await list([gold]), ["Shared"], "what is withheld from now on");
    for (const id of ["c", "d"]) await stores.articles.remove(id);
    t.same(await list([gold]), []);
    t.same(await list([]), ["gold", "Shared"], "and back");
  },
};

/** Tests which articles are left out of the public. */
export const testExclusive = (name: string, open: OpenStores) => testContract(`${name} withholds`, exclusive, open);

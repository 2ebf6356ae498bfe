import { day, keep, start } from "../helpers.ts";
import { type OpenStores, type StoreContract, testContract } from "./contract.ts";

const iso = (time: number) => new Date(time).toISOString();

const channelValues: StoreContract = {
  async "every value in use is listed once, as the newest article spells it, by facet"(t, { stores }) {
    await keep(stores.articles, { id: "a", tags: ["News"], date_published: iso(start - day) });
    await keep(stores.articles, { id: "b", tags: ["NEWS", "été"], authors: [{ name: "Ann" }], language: "en-GB" });
    t.same(
      (await stores.channelValues.list("tag", start)).map(({ value }) => value),
      ["NEWS", "été"],
    );
    t.same(
      (await stores.channelValues.list("author", start)).map(({ value }) => value),
      ["Ann"],
    );
    t.same(
      (await stores.channelValues.list("language", start)).map(({ value }) => value),
      ["en", "en-GB"],
    );
  },

  async "a value is listed from the publication of its first article on"(t, { stores }) {
    await keep(stores.articles, { id: "a", tags: ["later"], date_published: iso(start + day) });
    t.same(await stores.channelValues.list("tag", start), []);
    t.match(await stores.channelValues.list("tag", start + day), [{ value: "later" }]);
  },

  async "a slug belongs to one value, and stays with it when no article has the value"(t, { stores, reopen }) {
    await keep(stores.articles, { id: "a", tags: ["a b"] });
    const [first] = await stores.channelValues.list("tag", start);
    await keep(stores.articles, { id: "b", tags: ["a-b"], date_published: iso(start - 1) });
    const both = await stores.channelValues.list("tag", start);
    t.equal(new Set(both.map(({ slug }) => slug)).size, 2);
    for (const id of ["a", "b"]) await stores.articles.remove(id);
    await stores.close();
    const again = await reopen();
    t.same(await again.channelValues.list("tag", start), both);
    await keep(again.articles, { id: "c", tags: ["A B"] });
    t.same(
      (await again.channelValues.list("tag", start)).find(({ value }) => value === "a b"),
      first,
      "another spelling of the same value changes nothing",
    );
  },
};

/** The contract of ChannelValueStore. */
export function testChannelValueStore(name: string, open: OpenStores): void {
  testContract(`${name}, channel values`, channelValues, open);
}

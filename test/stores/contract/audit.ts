import { day, start } from "../helpers.ts";
import { type OpenStores, type StoreContract, testContract } from "./contract.ts";

const alice = { name: "Alice", token: "t1" };

const audit: StoreContract = {
  async "entries are kept with who, what and when, the last first"(t, { stores, clock, reopen }) {
    await stores.audit.record({ name: "admin" }, "article.created", "a", undefined, { title: "A" });
    clock.set(start + 1000);
    await stores.audit.record(alice, "article.updated", "a", { title: "A", tags: ["x"] }, { title: "B", tags: ["x"] });
    await stores.audit.record(alice, "article.deleted", "a", { title: "B" });
    await stores.close();
    const { entries, next } = await (await reopen()).audit.list({ limit: 10 });
    const at = new Date(start + 1000).toISOString();
    t.same(entries, [
      { entry: 3, at, by: "Alice", token: "t1", action: "article.deleted", subject: "a", before: { title: "B" } },
      {
        entry: 2,
        at,
        by: "Alice",
        token: "t1",
        action: "article.updated",
        subject: "a",
        before: { title: "A" },
        after: { title: "B" },
      },
      {
        entry: 1,
        at: new Date(start).toISOString(),
        by: "admin",
        action: "article.created",
        subject: "a",
        after: { title: "A" },
      },
    ]);
    t.equal(next, undefined);
  },

  async "nothing is recorded when nothing changed"(t, { stores }) {
    await stores.audit.record(alice, "settings.updated", "site", { title: "A" }, { title: "A" });
    t.same(await stores.audit.list({ limit: 1 }), { entries: [], next: undefined });
  },

  async "pages follow each other without a gap, also when the clock is set back between entries"(t, { stores, clock }) {
    for (let index = 0; index < 7; index++) {
      clock.set(start - index * day);
      await stores.audit.record(alice, "article.deleted", String(index));
    }
    const subjects: string[] = [];
    let cursor: number | undefined;
    do {
      const page = await stores.audit.list({ limit: 3, cursor });
      subjects.push(...page.entries.map(({ subject }) => subject));
      cursor = page.next;
    } while (cursor !== undefined);
    t.same(subjects, ["6", "5", "4", "3", "2", "1", "0"]);
  },

  async "a filter compares by actor, token, action or its noun, subject, and time"(t, { stores, clock }) {
    await stores.audit.record(alice, "article.created", "a");
    await stores.audit.record({ name: "Alice", token: "t2" }, "articles.imported", "b");
    clock.set(start + day);
    await stores.audit.record({ name: "admin" }, "article.deleted", "a");
    const find = async (filter: object) =>
      (await stores.audit.list({ limit: 10, ...filter })).entries.map(({ entry }) => entry);
    t.same(await find({ by: "Alice" }), [2, 1]);
    t.same(await find({ token: "t2" }), [2]);
    t.same(await find({ action: "article" }), [3, 1], "a noun, and not every noun that begins with it");
    t.same(await find({ action: "article.created" }), [1]);
    t.same(await find({ action: "%" }), []);
    t.same(await find({ subject: "a", by: "admin" }), [3]);
    t.same(await find({ from: start, until: start + day }), [2, 1], "the end is not part of the range");
    t.same(await find({ from: start + day }), [3]);
  },

  async "secrets are hidden in members, texts and subjects"(t, { stores }) {
    const secret = "courant_0123456789abcdef";
    await stores.audit.record(alice, "webhook.created", `https://u:pass@a.example/?${secret}`, undefined, {
      secret: "whsec_abcdefghijkl",
      purge: { headers: { "fastly-key": "plain" } },
      url: `https://u:pass@a.example/${secret}`,
    });
    const text = JSON.stringify(await stores.audit.list({ limit: 1 }));
    for (const part of ["whsec_abcdefghijkl", "plain", "pass@", "0123456789abcdef"]) t.notMatch(text, part);
  },

  async "entries are pruned by age, and their numbers are not used again"(t, { stores, clock }) {
    await stores.audit.record(alice, "article.created", "old");
    clock.set(start + day);
    await stores.audit.record(alice, "article.created", "new");
    t.equal(await stores.audit.prune(start + day), 1);
    t.same(
      (await stores.audit.list({ limit: 10 })).entries.map(({ subject }) => subject),
      ["new"],
    );
    t.equal(await stores.audit.prune(start + 2 * day), 1);
    await stores.audit.record(alice, "article.created", "again");
    t.equal((await stores.audit.list({ limit: 1 })).entries[0]?.entry, 3);
  },
};

/** The contract of AuditStore. */
export function testAuditStore(name: string, open: OpenStores): void {
  testContract(`${name}, audit`, audit, open);
}

import type { KeptAnswer } from "../../../src/stores/answers.ts";
import { day, start } from "../helpers.ts";
import { type OpenStores, type StoreContract, testContract } from "./contract.ts";

const limits = { maxAnswers: 100, maxBytes: 10_000 };

const answer: KeptAnswer = {
  token: "t1",
  key: "k1",
  request: { target: "a".repeat(64), content: "b".repeat(64), length: 12 },
  at: start,
  status: 201,
  headers: { "content-type": "application/json", location: "/admin/articles/ä" },
  content: { body: Buffer.from('{"id":"ä"}\0') },
};

const answers: StoreContract = {
  async "an answer is found by its token and its key, byte by byte, also after a restart"(t, { stores, reopen }) {
    const empty: KeptAnswer = { ...answer, key: "k2", status: 202, headers: {}, content: { body: Buffer.alloc(0) } };
    const secret: KeptAnswer = { ...answer, token: "t2", content: { omitted: "secret" } };
    for (const each of [answer, empty, secret]) await stores.answers.keep(each, limits);
    await stores.close();
    const again = await reopen();
    const found = await again.answers.find("t1", "k1", start);
    t.same(found && { ...found, content: Buffer.from("body" in found.content ? found.content.body : "") }, {
      ...answer,
      content: Buffer.from('{"id":"ä"}\0'),
    });
    t.match(await again.answers.find("t1", "k2", start), { status: 202, content: { body: { length: 0 } } });
    t.same(await again.answers.find("t2", "k1", start), secret);
    for (const [token, key] of [["t1", "K1"] as const, ["t1", ""] as const, ["t3", "k1"] as const]) {
      t.equal(await again.answers.find(token, key, 0), undefined);
    }
  },

  async "a later answer takes the place of an earlier one, which is too old by then"(t, { stores }) {
    await stores.answers.keep(answer, limits);
    t.equal(await stores.answers.find("t1", "k1", start + 1), undefined);
    await stores.answers.keep({ ...answer, at: start + day, status: 200 }, limits);
    t.match(await stores.answers.find("t1", "k1", start + 1), { status: 200 });
  },

  async "the oldest answers go when there are too many, or when they are too long together"(t, { stores }) {
    const keep = (key: string, bytes: number, few = limits) =>
      stores.answers.keep({ ...answer, key, content: { body: Buffer.alloc(bytes) } }, few);
    const kept = async () => {
      const found = await Promise.all(["a", "b", "c", "d"].map((key) => stores.answers.find("t1", key, start)));
      return found.map((each) => each?.key);
    };
    for (const key of ["a", "b", "c"]) await keep(key, 10, { maxAnswers: 2, maxBytes: 1000 });
    t.same(await kept(), [undefined, "b", "c", undefined]);
    await keep("d", 985, { maxAnswers: 9, maxBytes: 1000 });
    t.same(await kept(), [undefined, undefined, "c", "d"], "as many as there is room for");
    await keep("c", 10, { maxAnswers: 1, maxBytes: 1000 });
    t.same(await kept(), [undefined, undefined, "c", undefined], "an answer that was kept again is a new one");
  },

  async "answers from before a moment are removed"(t, { stores }) {
    await stores.answers.keep(answer, limits);
    await stores.answers.keep({ ...answer, key: "k2", at: start + 1 }, limits);
    t.equal(await stores.answers.prune(start + 1), 1);
    t.equal(await stores.answers.find("t1", "k1", 0), undefined);
    t.ok(await stores.answers.find("t1", "k2", 0));
  },
};

/** The contract of AnswerStore. */
export function testAnswerStore(name: string, open: OpenStores): void {
  testContract(`${name}, answers`, answers, open);
}

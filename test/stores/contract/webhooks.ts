import { maxWebhooks, type Webhook } from "../../../src/stores/webhooks.ts";
import { start } from "../helpers.ts";
import { type OpenStores, type StoreContract, testContract } from "./contract.ts";

const webhook = (id: string, more: Partial<Webhook> = {}): Webhook => ({
  id,
  url: `https://${id}.example/`,
  events: ["article.published"],
  secret: "whsec_c2VjcmV0",
  created: start,
  failures: 0,
  ...more,
});

const webhooks: StoreContract = {
  async "webhooks are kept with their secrets, changed, listed the oldest first, and removed"(t, { stores, reopen }) {
    const [a, b] = [webhook("b", { channels: ["news"] }), webhook("a", { former: { secret: "whsec_", until: start } })];
    for (const each of [a, b]) t.ok(await stores.webhooks.add(each));
    const disabled = { at: start, reason: "it answered 410" };
    t.same(await stores.webhooks.update("b", (each) => ({ ...each, disabled })), { ...a, disabled });
    t.equal(await stores.webhooks.update("c", (each) => each), undefined);
    await stores.close();
    const again = await reopen();
    t.same(await again.webhooks.list(), [{ ...a, disabled }, b]);
    t.same(await again.webhooks.find("a"), b);
    t.equal(await again.webhooks.find("c"), undefined);
    t.same([await again.webhooks.remove("a"), await again.webhooks.remove("a")], [true, false]);
  },

  async "there are never more than may be"(t, { stores }) {
    for (let index = 0; index < maxWebhooks; index++) t.ok(await stores.webhooks.add(webhook(`w${index}`)));
    t.notOk(await stores.webhooks.add(webhook("another")));
    await stores.webhooks.remove("w7");
    t.ok(await stores.webhooks.add(webhook("another")));
  },
};

/** The contract of WebhookStore. */
export function testWebhookStore(name: string, open: OpenStores): void {
  testContract(`${name}, webhooks`, webhooks, open);
}

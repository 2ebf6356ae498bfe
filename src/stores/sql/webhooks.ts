import { maxWebhooks, type Webhook, type WebhookStore } from "../webhooks.ts";
import { atomically, createStore, type Engine, query } from "./engine.ts";

/** Opens the store of webhooks: a row of JSON for each. `disabled` is a column, because announcing asks for it. */
export function openWebhooks(engine: Engine): WebhookStore {
  const list = query("SELECT body FROM webhooks ORDER BY sequence");
  const find = query("SELECT body FROM webhooks WHERE id = ?");
  const add = query(
    `INSERT INTO webhooks (id, disabled, body) SELECT :id, :disabled, :body
     WHERE (SELECT count(*) FROM webhooks) < ${maxWebhooks}`,
  );
  const replace = query("UPDATE webhooks SET disabled = :disabled, body = :body WHERE id = :id");
  const remove = query("DELETE FROM webhooks WHERE id = ?");
  const rowOf = (webhook: Webhook) => ({
    id: webhook.id,
    disabled: webhook.disabled ? 1 : 0,
    body: JSON.stringify(webhook),
  });

  return createStore<WebhookStore>(engine, {
    *list() {
      const rows = yield* list.all();
      return rows.map(({ body }): Webhook => JSON.parse(String(body)));
    },

    *find(id) {
      const row = yield* find.get(id);
      return row && JSON.parse(String(row.body));
    },

    // The number of webhooks stays true until the transaction ends.
    add: (webhook) =>
      atomically(function* () {
        return (yield* add.run(rowOf(webhook))) === 1;
      }),

    update: (id, revise) =>
      atomically(function* () {
        const row = yield* find.get(id);
        if (!row) return undefined;
        const revised = revise(JSON.parse(String(row.body)));
        yield* replace.run(rowOf(revised));
        return revised;
      }),

    *remove(id) {
      return (yield* remove.run(id)) === 1;
    },
  });
}

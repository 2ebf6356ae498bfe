import type { DatabaseSync } from "node:sqlite";
import { transaction } from "../sqlite/transaction.ts";
import { maxWebhooks, type Webhook, type WebhookStore } from "../webhooks.ts";

/** Opens the store of webhooks: a row of JSON for each. `disabled` is a column, because announcing asks for it. */
export function openWebhooks(database: DatabaseSync): WebhookStore {
  const list = database.prepare("SELECT body FROM webhooks ORDER BY sequence");
  const find = database.prepare("SELECT body FROM webhooks WHERE id = ?");
  const add = database.prepare(
    `INSERT INTO webhooks (id, disabled, body) SELECT :id, :disabled, :body
     WHERE (SELECT count(*) FROM webhooks) < ${maxWebhooks}`,
  );
  const replace = database.prepare("UPDATE webhooks SET disabled = :disabled, body = :body WHERE id = :id");
  const remove = database.prepare("DELETE FROM webhooks WHERE id = ?");
  const rowOf = (webhook: Webhook) => ({
    id: webhook.id,
    disabled: webhook.disabled ? 1 : 0,
    body: JSON.stringify(webhook),
  });

  return {
    async list() {
      return list.all().map(({ body }): Webhook => JSON.parse(String(body)));
    },

    async find(id) {
      const row = find.get(id);
      return row && JSON.parse(String(row.body));
    },

    async add(webhook) {
      return add.run(rowOf(webhook)).changes === 1;
    },

    async update(id, revise) {
      return transaction(database, () => {
        const row = find.get(id);
        if (!row) return undefined;
        const revised = revise(JSON.parse(String(row.body)));
        replace.run(rowOf(revised));
        return revised;
      });
    },

    async remove(id) {
      return remove.run(id).changes === 1;
    },
  };
}

import type { DatabaseSync, SQLOutputValue } from "node:sqlite";
import type { AnswerLimits, AnswerStore, KeptAnswer } from "../answers.ts";
import { transaction } from "../sqlite/transaction.ts";

/** Opens the store of answers: a row for each. */
export function openAnswers(database: DatabaseSync): AnswerStore {
  const insert = database.prepare(
    `INSERT OR REPLACE INTO kept_answers (token, key, at, target, content, length, status, headers, body, omitted, bytes)
     VALUES (:token, :key, :at, :target, :content, :length, :status, :headers, :body, :omitted, :bytes)`,
  );
  const sums = database.prepare("SELECT count(*) AS answers, sum(bytes) AS bytes FROM kept_answers");
  const removeOldest = database.prepare(
    "DELETE FROM kept_answers WHERE number = (SELECT min(number) FROM kept_answers) RETURNING bytes",
  );
  const findOne = database.prepare("SELECT * FROM kept_answers WHERE token = ? AND key = ? AND at >= ?");
  const removeOld = database.prepare("DELETE FROM kept_answers WHERE at < ?");

  function removeBeyond({ maxAnswers, maxBytes }: AnswerLimits): void {
    const row = sums.get();
    let [answers, bytes] = [Number(row?.answers), Number(row?.bytes)];
    while (answers > maxAnswers || bytes > maxBytes) {
      bytes -= Number(removeOldest.get()?.bytes);
      answers--;
    }
  }

  return {
    async keep({ token, key, request, at, status, headers, content }, limits) {
      const body = "body" in content ? content.body : null;
      const omitted = "omitted" in content ? content.omitted : null;
      const row = { token, key, at, ...request, status, headers: JSON.stringify(headers), body, omitted };
      transaction(database, () => {
        insert.run({ ...row, bytes: body?.length ?? 0 });
        removeBeyond(limits);
      });
    },

    async find(token, key, since) {
      const row = findOne.get(token, key, since);
      return row && answerOf(row);
    },

    async prune(before) {
      return Number(removeOld.run(before).changes);
    },
  };
}

function answerOf(row: Record<string, SQLOutputValue>): KeptAnswer {
  const { body, omitted } = row;
  return {
    token: String(row.token),
    key: String(row.key),
    request: { target: String(row.target), content: String(row.content), length: Number(row.length) },
    at: Number(row.at),
    status: Number(row.status),
    headers: JSON.parse(String(row.headers)),
    content: body instanceof Uint8Array ? { body } : { omitted: String(omitted) as "secret" | "length" },
  };
}

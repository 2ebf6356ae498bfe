import type { AnswerLimits, AnswerStore, KeptAnswer } from "../answers.ts";
import { atomically, createStore, type Engine, query, type Row, type Work } from "./engine.ts";

/** Opens the store of answers: a row for each. */
export function openAnswers(engine: Engine): AnswerStore {
  const removeOne = query("DELETE FROM kept_answers WHERE token = :token AND key = :key");
  const insert = query(
    `INSERT INTO kept_answers (token, key, at, target, content, length, status, headers, body, omitted, bytes)
     VALUES (:token, :key, :at, :target, :content, :length, :status, :headers, :body, :omitted, :bytes)`,
  );
  const sums = query("SELECT count(*) AS answers, sum(bytes) AS bytes FROM kept_answers");
  const removeOldest = query(
    "DELETE FROM kept_answers WHERE number = (SELECT min(number) FROM kept_answers) RETURNING bytes",
  );
  const findOne = query("SELECT * FROM kept_answers WHERE token = ? AND key = ? AND at >= ?");
  const removeOld = query("DELETE FROM kept_answers WHERE at < ?");

  function* removeBeyond({ maxAnswers, maxBytes }: AnswerLimits): Work<void> {
    const row = yield* sums.get();
    let [answers, bytes] = [Number(row?.answers), Number(row?.bytes)];
    while (answers > maxAnswers || bytes > maxBytes) {
      bytes -= Number((yield* removeOldest.get())?.bytes);
      answers--;
    }
  }

  return createStore<AnswerStore>(engine, {
    *keep({ token, key, request, at, status, headers, content }, limits) {
      const body = "body" in content ? content.body : null;
      const omitted = "omitted" in content ? content.omitted : null;
      const row = { token, key, at, ...request, status, headers: JSON.stringify(headers), body, omitted };
      yield* atomically(function* () {
        yield* removeOne.run({ token, key });
        yield* insert.run({ ...row, bytes: body?.length ?? 0 });
        yield* removeBeyond(limits);
      });
    },

    *find(token, key, since) {
      const row = yield* findOne.get(token, key, since);
      return row && answerOf(row);
    },

    prune: (before) => removeOld.run(before),
  });
}

function answerOf(row: Row): KeptAnswer {
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

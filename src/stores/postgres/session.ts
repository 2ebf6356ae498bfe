import type { Execution, Parameters, SqlValue, Statement, Step, Work } from "../sql/engine.ts";
import { isServerError } from "./clear-errors.ts";
import type { Connection, Connections } from "./engine.ts";
import { toPostgres } from "./statement.ts";

/** The most statements of a transaction that are sent ahead of their answers. */
const maxUnanswered = 1_000;

/** A statement that writes by itself. */
const writes = /^\s*(?:INSERT|UPDATE|DELETE)\b/i;

const nothing: Execution = { rows: [], changes: 0 };

/**
 * Borrows a connection for as long as work needs it. Writes of `runEach` are sent at once, and what is
 * asked after them does not wait for their answers. They are done in their order, and once one has failed the server does
 * none of those after it.
 * @param begin begins a transaction that writes
 * @param fence returns the generation of the lease that writes need
 */
export function createSession(
  connections: Connections,
  { begin, fence }: { begin: string; fence: () => number | undefined },
) {
  const generation = fence();
  const beginWriting = generation === undefined ? begin : `${begin}; SELECT check_generation(${generation})`;
  let connection: Connection | undefined;
  /** Whether an answer did not come, so that the connection is of no more use. */
  let isLost = false;
  /** Whether the connection is in a transaction. It is closed then, unless the transaction ends properly. */
  let isOpen = false;
  let depth = 0;
  /** Answers that nobody has waited for, in the order of their statements, and the first error among earlier ones. */
  const unanswered: Promise<unknown>[] = [];
  let failure: PromiseRejectedResult | undefined;

  async function connect(): Promise<Connection> {
    connection ??= await connections.connect();
    return connection;
  }

  async function send(text: string, values: SqlValue[] = [], readsBigints = false): Promise<Execution> {
    const lent = connection ?? (await connect());
    try {
      return await lent.query(text, values, readsBigints);
    } catch (error) {
      isLost ||= !isServerError(error);
      throw error;
    }
  }

  async function open(text: string): Promise<Execution> {
    isOpen = true;
    return send(text);
  }

  async function close(text: string): Promise<Execution> {
    const result = await send(text);
    isOpen = false;
    return result;
  }

  /** Leaves the answer to a statement for later. */
  function post(answer: Promise<unknown>): void {
    unanswered.push(answer);
    // The error is thrown by `settle`.
    answer.catch(() => undefined);
  }

  /** @throws the error of the first statement that failed: after it, the server refuses all others of the transaction */
  async function settle(): Promise<void> {
    const answers = await Promise.allSettled(unanswered.splice(0));
    failure ??= answers.find((answer) => answer.status === "rejected");
    if (failure) throw failure.reason;
  }

  /** Takes the answer to a statement, or the error that came before it. */
  async function settled(answer: Promise<Execution>): Promise<Execution> {
    try {
      return await answer;
    } catch (error) {
      await settle();
      if (depth > 0) failure = { status: "rejected", reason: error };
      throw error;
    }
  }

  /** Ends the transaction. COMMIT rolls back one in which a statement failed. */
  async function commit(): Promise<Execution> {
    post(close("COMMIT"));
    await settle();
    return nothing;
  }

  async function rollBack(): Promise<Execution> {
    await settle().catch(() => undefined);
    failure = undefined;
    // A connection that fails here is closed, which ends its transaction as well.
    return close("ROLLBACK").catch(() => nothing);
  }

  async function execute({ statement, parameters }: { statement: Statement; parameters: Parameters }) {
    const { text, values } = toPostgres(statement, parameters);
    const isFenced = generation !== undefined && depth === 0 && writes.test(text);
    if (!isFenced) return settled(send(text, values, statement.readsBigints));
    await connect();
    post(open(beginWriting));
    const answer = send(text, values, statement.readsBigints);
    post(answer);
    try {
      await commit();
    } finally {
      failure = undefined;
    }
    return answer;
  }

  async function take(step: Step): Promise<Execution> {
    switch (step.kind) {
      case "begin":
        depth += 1;
        // Work goes on when it has the lock: stores keep what one transaction needs, and only one goes on at a time.
        return depth === 1 ? open(beginWriting) : nothing;
      case "commit":
        if (depth === 1) await commit();
        depth -= 1;
        return nothing;
      case "rollback":
        depth -= 1;
        return depth === 0 ? rollBack() : nothing;
      case "each":
        await connect();
        for (const parameters of step.parameters) {
          const { text, values } = toPostgres(step.statement, parameters);
          post(send(text, values));
        }
        if (depth === 0 || unanswered.length > maxUnanswered) await settle();
        return nothing;
      default:
        return execute(step);
    }
  }

  return {
    open,

    async run<Result>(work: Work<Result>): Promise<Result> {
      let next = work.next();
      while (!next.done) {
        let result: Execution;
        try {
          result = await take(next.value);
        } catch (error) {
          next = work.throw(error);
          continue;
        }
        next = work.next(result);
      }
      return next.value;
    },

    end(): void {
      connection?.release(isOpen || isLost);
      connection = undefined;
    },
  };
}

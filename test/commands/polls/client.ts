import { setTimeout as sleep } from "node:timers/promises";
import { Client } from "undici";
import { createJudge, type Poll } from "./judge.ts";
import { codings, type States } from "./states.ts";

/** How many requests a connection carries before the next one is opened, which another thread may answer. */
const requestsPerConnection = 40;
const clientCount = 4;
const maxDescribed = 20;

/** What the client has seen: answers by status, states by document, and each wrong answer in a sentence. */
export type Seen = { answers: Record<string, number>; states: Map<string, Set<number>>; wrong: string[] };

/**
 * Asks for documents all the time, in all codings, with and without conditions, and compares each answer with the states
 * that there are.
 * @param pauseMs the pause of each of its four connections after an answer
 */
export function startClient(url: string, documents: ReadonlyMap<string, States>, pauseMs: number) {
  const seen: Seen = {
    answers: {},
    states: new Map([...documents.keys()].map((path) => [path, new Set()])),
    wrong: [],
  };
  const judge = createJudge(documents);
  const choosePoll = createPollChoice(documents, seen);
  /** The oldest state of each document that may still be answered. */
  const oldest = new Map<string, number>();
  let outages = 0;
  let isDown = false;
  let isOver = false;

  const complain = ({ method, path, coding }: Poll, what: string) => {
    if (seen.wrong.length < maxDescribed) seen.wrong.push(`${method} ${path} (${coding}): ${what}`);
  };

  /** @param last the last state of each document on this connection */
  async function ask(client: Client, poll: Poll, last: Map<string, number>): Promise<void> {
    const { path, coding, method, known } = poll;
    const least = Math.max(oldest.get(path) ?? 0, last.get(path) ?? 0);
    const tags = known.flatMap((state) => documents.get(path)?.[state]?.[coding].etag ?? []).join(", ");
    const { statusCode, headers, body } = await client.request({
      path,
      method,
      headers: { "accept-encoding": coding, ...(tags && { "if-none-match": tags }) },
    });
    const answer = { status: statusCode, headers, bytes: Buffer.from(await body.arrayBuffer()) };
    seen.answers[statusCode] = (seen.answers[statusCode] ?? 0) + 1;
    const { state, wrong } = judge(poll, answer, least);
    for (const what of wrong) complain(poll, what);
    if (state < 0) return;
    last.set(path, state);
    seen.states.get(path)?.add(state);
  }

  async function askOnAndOn(first: number): Promise<void> {
    for (let number = first; !isOver; ) {
      const client = new Client(url);
      const last = new Map<string, number>();
      // It ends after each HEAD, for one, and another thread may answer on the next connection.
      client.on("disconnect", () => last.clear());
      for (let request = 0; request < requestsPerConnection && !isOver; request++, number++) {
        const poll = choosePoll(number);
        const outagesBefore = outages;
        await ask(client, poll, last).catch((error: Error) => {
          // A service that is not there answers nobody.
          if (!isDown && outages === outagesBefore) complain(poll, error.message);
        });
        await sleep(pauseMs);
      }
      await client.destroy();
    }
  }

  const asking = Array.from({ length: clientCount }, (_, client) => askOnAndOn(client * 7));
  const expectAtLeast = (path: string, state: number) => {
    oldest.set(path, Math.max(oldest.get(path) ?? 0, state));
  };
  return {
    seen,
    /** From now on, no state before this one may be answered. */
    expectAtLeast,
    /** The service is stopped on purpose, until `isUp`. Then no state may be answered that is older than one that was seen. */
    goesDown(): void {
      isDown = true;
      outages += 1;
    },
    isUp(): void {
      isDown = false;
      for (const [path, states] of seen.states) expectAtLeast(path, Math.max(0, ...states));
    },
    async stop(): Promise<void> {
      isOver = true;
      await Promise.all(asking);
    },
  };
}

/** Returns a function that goes through all documents, conditions, codings and methods. */
function createPollChoice(documents: ReadonlyMap<string, States>, seen: Seen) {
  const paths = [...documents.keys()];
  return (number: number): Poll => {
    const path = paths[number % paths.length] ?? "/";
    const all = Array.from(documents.get(path)?.keys() ?? []);
    const newest = Math.max(0, ...(seen.states.get(path) ?? []));
    const conditions = [[], all.slice(0, newest), all.slice(0, newest + 1), all];
    const known = conditions[Math.floor(number / paths.length) % conditions.length] ?? [];
    const turn = Math.floor(number / (paths.length * conditions.length));
    return {
      path,
      coding: codings[turn % codings.length] ?? "identity",
      method: turn % 5 === 4 ? "HEAD" : "GET",
      known,
    };
  };
}

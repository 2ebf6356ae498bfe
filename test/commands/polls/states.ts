import { createHash } from "node:crypto";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import type { Dispatcher } from "undici";
import type { TestService } from "../../service.ts";
import { until } from "../../until.ts";

/*
 * All states that documents have, one after another. A twin of the service makes the same changes one by one, and is asked
 * when nothing goes on.
 */

export const codings = ["identity", "gzip", "br"] as const;
export type Coding = (typeof codings)[number];

/** A representation of a state: its ETag, the number of its bytes and their SHA-256. */
export type Representation = { etag: string; bytes: number; sha256: string };

/** The states of a document, oldest first. */
export type States = readonly Readonly<Record<Coding, Representation>>[];

export const sha256 = (bytes: Buffer) => createHash("sha256").update(bytes).digest("hex");

const decode: Record<Coding, (bytes: Buffer) => Buffer> = {
  identity: (bytes) => bytes,
  gzip: gunzipSync,
  br: brotliDecompressSync,
};

/** A change of the collection over the API. */
export type Change = { method: Dispatcher.HttpMethod; path: string; body: unknown };

/** A page that is published last, and the text by which it shows that a change is published. */
export type Proof = { page: string; text: string };

/** Learns the states of documents from a twin. */
export function learnStates(twin: TestService, paths: readonly string[]) {
  const known = new Map<string, Record<Coding, Representation>[]>(paths.map((path) => [path, []]));
  let steps: Map<string, number>[] = [];
  let service = twin;

  /** Reads the state of each document. A change that makes no other bytes makes no other state. */
  async function readStates(): Promise<void> {
    const step = new Map<string, number>();
    for (const [path, states] of known) {
      const state = await readState(service, path);
      if (states.at(-1)?.identity.sha256 !== state.identity.sha256) states.push(state);
      step.set(path, states.length - 1);
    }
    steps = [...steps, step];
  }

  return {
    states: known as ReadonlyMap<string, States>,
    /** Returns the number of a document's state after so many steps. */
    stateAfter: (step: number, path: string): number => steps[step]?.get(path) ?? 0,

    /**
     * Makes a change, or starts the twin with another configuration, and reads what became of it. A busy machine answers a
     * run before all of it is served, so it waits for the proof.
     */
    async step(change: Change | { config: string }, { page, text }: Proof): Promise<void> {
      if ("config" in change) service = await service.restart(change);
      else await succeed(service, change);
      await succeed(service, { method: "POST", path: "/regenerate", body: {} });
      await until(async () => (await service.get(page)).body.includes(text));
      await readStates();
    },
  };
}

async function succeed(service: TestService, { method, path, body }: Change): Promise<void> {
  const { status, body: answer } = await service.admin(method, path, body);
  if (status >= 300) throw new Error(`the twin answers ${status} to ${method} ${path}: ${answer}`);
}

async function readState(service: TestService, path: string): Promise<Record<Coding, Representation>> {
  const read = async (coding: Coding) => {
    const { status, headers, body } = await service.get(path, { "accept-encoding": coding });
    if (status !== 200) throw new Error(`the twin answers ${status} to GET ${path}`);
    const sent = (headers["content-encoding"] ?? "identity") as Coding;
    return { text: sha256(decode[sent](body)), etag: String(headers.etag), bytes: body.length, sha256: sha256(body) };
  };
  const [identity, gzip, br] = await Promise.all([read("identity"), read("gzip"), read("br")]);
  if (gzip.text !== identity.text || br.text !== identity.text) throw new Error(`the twin’s codings of ${path} differ`);
  return { identity, gzip, br };
}

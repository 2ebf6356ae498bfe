import { cp, mkdir, mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from "node:zlib";
import { systemClock } from "../../../src/clock.ts";
import { checkCommand, type Finding } from "../../../src/commands/check/check.ts";
import { createProcessOutput, type Output } from "../../../src/commands/process/output.ts";
import { regenerateCommand } from "../../../src/commands/regenerate/regenerate.ts";
import { readEnvironment } from "../../../src/config/environment.ts";
import { loadConfig } from "../../../src/config/load.ts";
import { canonical } from "../../xml.ts";
import type { Place } from "../process.ts";

const decompress: Record<string, (bytes: Buffer) => Buffer> = {
  gz: gunzipSync,
  br: brotliDecompressSync,
  zst: zstdDecompressSync,
};

const isDocument = (name: string) =>
  /\.(rss|atom|json|opml|html)(\.(gz|br|zst))?$/.test(name) && !/^(?:manifest|\.)/.test(name);

async function documentsIn(folder: string): Promise<string[]> {
  return (await readdir(folder, { recursive: true }).catch(() => [])).filter(isDocument).sort();
}

/** @returns what is wrong with a document's bytes; undefined when it is whole */
export function tornness(name: string, bytes: Buffer): string | undefined {
  try {
    const [, format = "", coding] = /\.([a-z]+)(?:\.(gz|br|zst))?$/.exec(name) ?? [];
    const text = (coding ? (decompress[coding]?.(bytes) ?? bytes) : bytes).toString();
    if (format === "json") JSON.parse(text);
    else if (format === "html") {
      if (!text.trimEnd().endsWith("</html>")) return `${name}: it has no end`;
    } else canonical(text);
    return undefined;
  } catch (error) {
    return `${name}: ${error}`;
  }
}

/** Reads every document and checks that it is whole. */
export async function tornDocuments(folder: string): Promise<{ looked: number; torn: string[] }> {
  const names = await documentsIn(folder);
  const torn: string[] = [];
  for (const name of names) {
    const wrong = tornness(name, await readFile(join(folder, name)));
    if (wrong !== undefined) torn.push(wrong);
  }
  return { looked: names.length, torn };
}

/** Keeps what a command gives as JSON. */
function collect() {
  const results: unknown[] = [];
  const result = (value: unknown) => void results.push(value);
  const output: Output = { ...createProcessOutput(true), error: () => undefined, result };
  return { output, results };
}

/** Returns the problems that `courant check` finds. */
export async function problemsIn({ env }: Place): Promise<string[]> {
  const { output, results } = collect();
  await checkCommand(await loadConfig(readEnvironment(env)), systemClock, output);
  return (results[0] as Finding[]).flatMap(({ problems }) => problems);
}

/**
 * Makes everything anew from a copy of the collection of a service that has stopped, and compares.
 * @returns how many files are the same, and those that are not; archives that others have replaced may be there still
 */
export async function compareWithCleanRun({ env }: Place): Promise<{ same: number; others: string[] }> {
  const folder = await mkdtemp(join(tmpdir(), "courant-clean-"));
  try {
    const clean = { ...env, DATA_DIR: join(folder, "data"), FEEDS_DIR: join(folder, "feeds") };
    await mkdir(clean.DATA_DIR);
    const names = (await readdir(String(env.DATA_DIR))).filter((name) => name.startsWith("courant.sqlite"));
    for (const name of names) await cp(join(String(env.DATA_DIR), name), join(clean.DATA_DIR, name));
    const { output, results } = collect();
    const isDone = await regenerateCommand(await loadConfig(readEnvironment(clean)), systemClock, {}, output, {
      verbose: false,
      stopSignal: new AbortController().signal,
    });
    if (!isDone) throw new Error(`the clean run failed: ${JSON.stringify(results)}`);
    const made = await documentsIn(clean.FEEDS_DIR);
    const there = await documentsIn(String(env.FEEDS_DIR));
    const others = there
      .filter((name) => !made.includes(name) && !/\/archive\//.test(name))
      .map((name) => `${name}: too much`);
    let same = 0;
    for (const name of made) {
      const published = await readFile(join(String(env.FEEDS_DIR), name)).catch(() => undefined);
      if (published?.equals(await readFile(join(clean.FEEDS_DIR, name)))) same += 1;
      else others.push(`${name}: ${published ? "other bytes" : "not there"}`);
    }
    return { same, others };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

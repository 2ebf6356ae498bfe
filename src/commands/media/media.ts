import { stat } from "node:fs/promises";
import type { Clock } from "../../clock.ts";
import type { Config } from "../../config/schema.ts";
import { CourantError, messageOf } from "../../errors.ts";
import type { MediaDescription } from "../../uploads/describe-file.ts";
import type { Output } from "../process/output.ts";
import { type MediaAccess, withMedia } from "./access.ts";

const dayMs = 86_400_000;

/** `courant media list`: lists uploaded media. @param options.unused only what nothing uses */
export async function listMediaCommand(
  config: Config,
  clock: Clock,
  { unused }: { unused: boolean },
  output: Output,
): Promise<boolean> {
  const files = await withMedia(config, clock, (media) => Array.fromAsync(media.list(unused ? false : undefined)));
  if (output.json) output.result({ media: files });
  else for (const file of files) output.line(formatFile(file));
  return true;
}

/**
 * `courant media add`: uploads files.
 * @param options.beginsCollection whether it may begin a new collection without a question
 * @returns whether all of them were taken
 */
export async function addMediaCommand(
  config: Config,
  clock: Clock,
  paths: readonly string[],
  output: Output,
  { beginsCollection }: { beginsCollection: boolean },
): Promise<boolean> {
  const addAll = (media: MediaAccess) =>
    eachOf(paths, async (path) => {
      if (!(await stat(path)).isFile()) throw new CourantError("INPUT_UNREADABLE", "It is not a file.");
      return media.add(path);
    });
  const results = await withMedia(config, clock, addAll, { output, isGiven: beginsCollection });
  if (output.json) output.result({ media: results.map(({ key: file, ...rest }) => ({ file, ...toJson(rest) })) });
  else for (const { key, value, error } of results) print(output, value?.url, key, error);
  return results.every(({ error }) => error === undefined);
}

/** `courant media remove`: deletes files by their hashes or addresses. @returns whether all of them were deleted */
export async function removeMediaCommand(
  config: Config,
  clock: Clock,
  { names, force }: { names: readonly string[]; force: boolean },
  output: Output,
): Promise<boolean> {
  const results = await withMedia(config, clock, (media) =>
    eachOf(names, async (name) => media.remove(/[0-9a-f]{64}/.exec(name)?.[0] ?? name, { force })),
  );
  if (output.json) {
    output.result({ media: results.map(({ key: name, error }) => ({ name, ...toJson({ error }) })) });
  } else {
    for (const { key, error } of results) print(output, `removed  ${key}`, key, error);
  }
  return results.every(({ error }) => error === undefined);
}

/**
 * `courant media prune`: deletes what nothing uses. A file that was uploaded a short time ago stays, because its article may still
 * be written.
 * @param options.days the age of uploads that may be deleted; `isDryRun`: only lists them
 */
export async function pruneMediaCommand(
  config: Config,
  clock: Clock,
  { days, isDryRun }: { days: number; isDryRun: boolean },
  output: Output,
): Promise<boolean> {
  const files = await withMedia(config, clock, async (media) => {
    const unused = await Array.fromAsync(media.list(false));
    const old = unused.filter(({ uploaded }) => clock.now() - Date.parse(uploaded) >= days * dayMs);
    return isDryRun ? old : removeUnused(media, old);
  });
  const bytes = files.reduce((sum, file) => sum + file.size_in_bytes, 0);
  if (output.json) {
    output.result({ removed: isDryRun ? 0 : files.length, size_in_bytes: bytes, media: files });
    return true;
  }
  for (const file of files) output.line(formatFile(file));
  output.line(`${files.length} ${isDryRun ? "would be removed" : "removed"}, ${bytes} bytes`);
  return true;
}

/** @returns the files that were deleted: others are in use by now, or gone */
async function removeUnused(media: MediaAccess, files: readonly MediaDescription[]): Promise<MediaDescription[]> {
  const removed: MediaDescription[] = [];
  for (const file of files) {
    try {
      await media.remove(file.hash, { force: false });
      removed.push(file);
    } catch (error) {
      const isChanged = error instanceof CourantError && ["MEDIA_IN_USE", "GONE", "NOT_FOUND"].includes(error.code);
      if (!isChanged) throw error;
    }
  }
  return removed;
}

type Result<Value> = { key: string; value?: Value; error?: Error | undefined };

/** Does something for each name. A name that fails does not stop the others. */
async function eachOf<Value>(
  names: readonly string[],
  work: (name: string) => Promise<Value>,
): Promise<Result<Value>[]> {
  const results: Result<Value>[] = [];
  for (const key of names) {
    results.push(
      await work(key).then(
        (value) => ({ key, value }),
        (error: unknown) => ({ key, error: error instanceof Error ? error : new Error(messageOf(error)) }),
      ),
    );
  }
  return results;
}

function toJson({ value, error }: { value?: object; error?: Error | undefined }): object {
  if (!error) return value ?? {};
  return { error: error instanceof CourantError ? error.toProblem() : { detail: error.message } };
}

function print(output: Output, line: string | undefined, key: string, error: Error | undefined): void {
  if (error) output.error(`${key}: ${error.message}`);
  else output.line(line ?? key);
}

function formatFile({ url, size_in_bytes, uses, uploaded }: MediaDescription): string {
  const use = uses.length === 0 ? "unused" : `${uses.length} ${uses.length === 1 ? "use" : "uses"}`;
  return `${uploaded.slice(0, 10)}  ${String(size_in_bytes).padStart(12)}  ${use.padEnd(8)}  ${url}`;
}

import { randomUUID } from "node:crypto";
import { mkdir, readdir, rename, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { TestService } from "../service.ts";
import { until } from "../until.ts";

/** The inbox of a service: `at` names a place in it. */
export function inboxOf(service: TestService) {
  return inboxIn(service.folder);
}

/** The inbox of a service that works in a folder. */
export function inboxIn(place: string) {
  const folder = join(place, "data", "inbox");
  const at = (...names: string[]) => join(folder, ...names);

  /** Lists the files in a folder of the inbox and below, by path. */
  async function list(name = ""): Promise<string[]> {
    // Before the first look the folders are not there.
    const entries = await readdir(at(name), { recursive: true, withFileTypes: true }).catch(() => []);
    return entries
      .filter((entry) => !entry.isDirectory())
      .map((entry) => join(entry.parentPath, entry.name).slice(at(name).length + 1))
      .sort();
  }

  return {
    at,
    list,
    /** Puts a whole file there at once: on a busy machine, a long one would be taken before its end is written. */
    async drop(name: string, text: string): Promise<void> {
      await mkdir(dirname(at(name)), { recursive: true });
      const whole = join(place, randomUUID());
      await writeFile(whole, text);
      await rename(whole, at(name));
    },
    /** Waits until so many files stand in `done` or `failed`. During a move a file stands in both places for a moment. */
    filed: (name: "done" | "failed", count: number) =>
      until(async () => {
        const [filed, all] = [await list(name), await list()];
        return filed.length >= count && !filed.some((file) => all.includes(file));
      }),
  };
}

/** The collection, an article a line. */
export async function exportOf(service: TestService): Promise<string> {
  return (await service.admin("GET", "/export")).body.toString();
}

/** The titles of the collection, sorted. */
export async function titlesOf(service: TestService): Promise<string[]> {
  const lines = (await exportOf(service)).trim().split("\n");
  return lines.flatMap((line) => (JSON.parse(line) as { title?: string }).title ?? []).sort();
}

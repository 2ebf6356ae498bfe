import { mkdir, readdir, writeFile } from "node:fs/promises";
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

  /** What stands in a folder of it and below, by path. */
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
    async drop(name: string, text: string): Promise<void> {
      await mkdir(dirname(at(name)), { recursive: true });
      await writeFile(at(name), text);
    },
    /** Waits until so many files stand in `done` or `failed`. */
    filed: (name: "done" | "failed", count: number) => until(async () => (await list(name)).length >= count),
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

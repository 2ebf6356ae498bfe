import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { measureLists } from "./lists.ts";

/*
 * What the admin API needs for an editorial desk: `npm run bench:admin -- [ARTICLES]`. Each part measures one thing, in a
 * folder of its own.
 */

const articles = Number(process.argv[2] ?? 100_000);

const parts = [measureLists];

for (const measure of parts) {
  const folder = await mkdtemp(join(tmpdir(), "courant-bench-"));
  try {
    console.log(await measure(folder, articles));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Test } from "tap";
import type { Article } from "../../src/article/article.ts";
import type { DocumentContext } from "../../src/render/format.ts";
import { context } from "../render/documents.ts";
import { standingClock, startService, type TestService } from "../service.ts";

const golden = join(import.meta.dirname, "../golden");

export const goldenCases: readonly string[] = readdirSync(golden);

/** A service with a golden case's site, channel and articles, which came in through the admin API. */
export async function goldenService(t: Test, name: string): Promise<TestService> {
  const read = <T>(file: string): T => JSON.parse(readFileSync(join(golden, name, file), "utf8")) as T;
  const given = existsSync(join(golden, name, "context.json")) ? read<Partial<DocumentContext>>("context.json") : {};
  const { site, channel, maxAge } = { ...context, ...given };
  const config = JSON.stringify({
    site,
    schedule: { cron: "0 0 1 1 *" },
    serving: { maxAge, browserPages: false },
    channels: [channel],
  });
  const service = await startService(t, {
    clock: standingClock("2026-09-02T10:00:00Z"),
    config,
    env: { BASE_URL: "" },
  });
  for (const article of read<Article[]>("articles.json")) {
    const { revision, ...courant } = article._courant;
    const { status, body } = await service.admin("POST", "/articles", { ...article, _courant: courant });
    if (status !== 201) throw new Error(`${name}, ${article.id}: ${status} ${body}`);
  }
  await service.admin("POST", "/regenerate");
  return service;
}

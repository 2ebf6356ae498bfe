import type { TestService } from "../service.ts";

/** Articles by their numbers, each a minute newer than the one before, imported and published. */
export async function put(service: TestService, ids: readonly number[], more: object = {}): Promise<void> {
  const articles = ids.map((id) => {
    const date_published = new Date(Date.parse("2026-08-01T00:00:00Z") + id * 60_000).toISOString();
    return JSON.stringify({ id: `urn:x:${id}`, title: `Title ${id}`, date_published, ...more });
  });
  await service.admin("POST", "/import?format=ndjson", articles.join("\n"));
  await service.admin("POST", "/regenerate");
}

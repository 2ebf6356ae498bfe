import type { FormatName } from "../../src/render/format.ts";
import { stepOf } from "../publish/walk.ts";
import { type Answer, standingClock, type TestService } from "../service.ts";

/** A configuration with a channel whose archives begin early and one without deltas. */
export const config = `
site: { title: Test Site, url: "https://site.example/", language: en }
schedule: { cron: "0 0 1 1 *" }
channels:
  - { slug: news, title: News, description: Everything }
  - { slug: newest, title: Newest, description: The newest three, limit: 3 }
  - { slug: whole, title: Whole, description: Never in part, deltas: false }
perTag: true
`;

/** A clock of its own for each service. */
export const clock = () => standingClock("2026-09-02T10:00:00Z");
const text = "<p>Words that repeat make a document that compresses well.</p>".repeat(40);

/** Puts articles by number, the later the newer, and publishes them. */
export async function put(service: TestService, articles: Record<number, string>): Promise<void> {
  for (const [id, title] of Object.entries(articles)) {
    const date_published = new Date(Date.parse("2026-08-01T00:00:00Z") + Number(id) * 60_000).toISOString();
    const article = { id: `urn:x:${id}`, title, date_published, content_html: text, tags: ["tech"] };
    const { status, body } = await service.admin("POST", "/articles", article);
    if (status > 201) throw new Error(body.toString());
  }
  await service.admin("POST", "/regenerate");
}

/** A reader that knows deltas. */
export const userAgent = "newsboat/2.21.0 (Linux x86_64)";

/** Headers of a poll by a client that has the state of this tag. */
export const since = (etag: unknown, aIm = "feed") => ({
  "user-agent": userAgent,
  "a-im": aIm,
  "if-none-match": String(etag),
});

/** Titles of the articles in an answer, in its order. */
export const titlesIn = ({ body }: Answer, format: FormatName) => stepOf(body.toString(), format).titles;

import { request } from "undici";
import { maxAnswerMs, token } from "../../service.ts";
import type { Expected } from "./expected.ts";

export const crashConfig = `
site: { title: Test Site, url: "https://site.example/", language: en, author: { name: Editor } }
schedule: { cron: "0 0 1 1 *" }
serving: { downloadsPerHour: 0 }
perTag: { archive: false }
channels:
  - { slug: news, title: News, description: Everything, limit: 10 }
  - { slug: short, title: Short, description: Summaries, content: summary, archive: false }
  - slug: talk
    title: Talk
    description: Everything to listen to
    limit: 5
    archive: false
    podcast: { image: "https://site.example/cover.jpg", categories: [Technology] }
`;

/** So many articles are created, edited and deleted again and again; those of batches are never deleted. */
const single = 50;
const batched = 30;
let number = 0;

const pick = (count: number) => Math.floor(Math.random() * count);

/** Every second one has no address of its own, every third is an episode. */
function article(id: string, index: number) {
  number += 1;
  return {
    id,
    title: `Title ${number}`,
    content_html: `<p>Text ${number}</p>`.repeat(1 + pick(100)),
    tags: [`tag ${index % 3}`],
    date_published: new Date(Date.UTC(2026, 0, 1, 0, index)).toISOString(),
    ...(index % 2 === 0 ? { url: `https://site.example/${id}` } : {}),
    ...(index % 3 === 0
      ? { attachments: [{ url: `https://site.example/${index}.mp3`, mime_type: "audio/mpeg", size_in_bytes: number }] }
      : {}),
  };
}

/** NDJSON of some articles, new and edited ones, and what becomes of the collection by it: of a repeated id the first stays. */
export function batch(size: number): { ndjson: string; states: Map<string, string> } {
  const states = new Map<string, string>();
  const lines = Array.from({ length: size }, () => {
    const index = pick(batched);
    const made = article(`urn:batch:${index}`, single + index);
    if (!states.has(made.id)) states.set(made.id, made.title);
    return JSON.stringify(made);
  });
  return { ndjson: lines.join("\n"), states };
}

/** @returns the status; undefined when the service is gone */
export async function send(
  url: string,
  method: "GET" | "POST" | "PUT" | "DELETE",
  path: string,
  body = "",
  type = "json",
) {
  try {
    const answer = await request(url + path, {
      method,
      headers: { authorization: `Bearer ${token}`, ...(body ? { "content-type": `application/${type}` } : {}) },
      body: body || null,
      signal: AbortSignal.timeout(maxAnswerMs),
    });
    await answer.body.dump();
    return answer.statusCode;
  } catch {
    return undefined;
  }
}

/** One change over HTTP. @returns whether the service is still there; @throws when it refuses */
export async function changeOne(url: string, expected: Expected): Promise<boolean> {
  const index = pick(single);
  const id = `urn:x:${index}`;
  const kind = pick(4);
  let status: number | undefined;
  let acknowledge: () => void;
  if (kind === 0) {
    acknowledge = expected.change(new Map([[id, undefined]]));
    status = await send(url, "DELETE", `/admin/articles/${id}`);
    if (status === 404 || status === 410) status = 204;
  } else if (kind === 1) {
    const { ndjson, states } = batch(10);
    acknowledge = expected.change(states);
    status = await send(url, "POST", "/admin/import", ndjson, "x-ndjson");
  } else {
    const made = article(id, index);
    acknowledge = expected.change(new Map([[id, made.title]]));
    status = await send(url, "PUT", `/admin/articles/${id}`, JSON.stringify(made));
  }
  if (status === undefined) return false;
  // Publishing was killed meanwhile: the change may be stored or not.
  if (status === 503) return true;
  if (status >= 300) throw new Error(`a change was answered ${status}`);
  acknowledge();
  return true;
}

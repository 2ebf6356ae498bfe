import { request } from "undici";
import { token } from "../service.ts";

/** The summary of every article that a node knows, by id. */
export async function summariesAt(url: string): Promise<Map<string, string>> {
  const { body } = await request(`${url}/admin/export`, { headers: { authorization: `Bearer ${token}` } });
  const lines = (await body.text()).trim().split("\n");
  const articles = lines.map((line) => JSON.parse(line)).filter(({ id }) => id !== undefined);
  return new Map(articles.map(({ id, summary }) => [id, summary]));
}

/** The numbers of all articles in the documents of a node: in a feed and, page by page, in its archives. */
export async function numbersServedAt(url: string): Promise<Set<number>> {
  const numbers = new Set<number>();
  let path: string | undefined = "/feeds/news.atom";
  while (path !== undefined) {
    const text = await readText(url + path);
    for (const [, number] of text.matchAll(/Article (\d+)/g)) numbers.add(Number(number));
    const link = /<link[^>]*rel="prev-archive"[^>]*>/.exec(text)?.[0];
    const address = link === undefined ? undefined : /href="([^"]+)"/.exec(link)?.[1];
    path = address === undefined ? undefined : new URL(address).pathname;
  }
  return numbers;
}

async function readText(address: string): Promise<string> {
  const { statusCode, body } = await request(address);
  const text = await body.text();
  if (statusCode !== 200) throw new Error(`${address}: ${statusCode}`);
  return text;
}

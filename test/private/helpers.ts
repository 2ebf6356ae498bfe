import type { SubscriberWithPassword } from "../../src/admin/openapi/schemas/subscriber.ts";
import { type Answer, json, type TestService } from "../service.ts";

export const privateConfig = `
site: { title: Test Site, url: "https://site.example/", language: en, author: { name: Editor } }
schedule: { cron: "0 0 1 1 *" }
channels:
  - { slug: news, title: News, description: Everything }
  - { slug: members, title: Members, description: For members, access: private, select: { tags: [members] } }
  - { slug: board, title: Board, description: For the board, access: private, select: { tags: [board] } }
`;

export type AddedSubscriber = SubscriberWithPassword & {
  /** The path of a document, or of anything else, with the credential. */
  at(path: string): string;
  /** The header of HTTP Basic. */
  basic: { authorization: string };
};

/** Adds a subscriber through the API. */
export async function addSubscriber(
  service: TestService,
  channel = "members",
  name = "Anna",
): Promise<AddedSubscriber> {
  const answer = await service.admin("POST", "/subscribers", { channel, name });
  if (answer.status !== 201) throw new Error(answer.body.toString());
  return withAddress(json<SubscriberWithPassword>(answer));
}

/** Adds the ways in which a subscriber asks for something. */
export function withAddress(subscriber: SubscriberWithPassword): AddedSubscriber {
  const { username, password } = subscriber;
  const basic = Buffer.from(`${username}:${password}`).toString("base64");
  return {
    ...subscriber,
    at: (path) => `/private/${username}.${password}${path}`,
    basic: { authorization: `Basic ${basic}` },
  };
}

/** Adds articles of the private channel, of the other one, and of neither. */
export async function addArticles(service: TestService): Promise<void> {
  for (const tag of ["members", "board", "open"]) {
    const article = { id: `urn:x:${tag}`, title: `About ${tag}`, content_html: `<p>Text of ${tag}.</p>`, tags: [tag] };
    const { status } = await service.admin("POST", "/articles", article);
    if (status >= 300) throw new Error(`an article was answered ${status}`);
  }
  await service.admin("POST", "/regenerate", {});
}

/** Returns the status of an answer and the code of its problem. */
export function outcomeOf({ status, body }: Answer): [number, string] {
  try {
    return [status, JSON.parse(body.toString()).code];
  } catch {
    return [status, ""];
  }
}

import { createServer } from "node:http";
import type { Test } from "tap";
import { atom } from "../../src/render/atom.ts";
import { rss } from "../../src/render/rss.ts";
import { documentOf, minimal } from "../render/documents.ts";
import { listenInTest } from "../service.ts";
import { slowTest } from "../slow.ts";
import { until } from "../until.ts";
import { missing as lifereaMissing, startLiferea } from "./liferea.ts";
import { mailNews, missing as rss2emailMissing } from "./rss2email.ts";
import { inFolder } from "./system.ts";

/*
 * Programs that choose between a summary and the content: each shows the whole article, and each attachment once.
 */

const sound = "https://site.example/talk.mp3";
const article = {
  ...minimal,
  title: "A talk",
  summary: "A lead & no more.",
  content_html: "<p>The <em>whole</em> article.</p>",
  attachments: [{ url: sound, mime_type: "audio/mpeg", size_in_bytes: 1234 }],
};

/** Serves a document of the article. @returns its address */
async function serve(t: Test, format: typeof rss | typeof atom): Promise<string> {
  const document = documentOf(format, [article]);
  const server = createServer((_, response) =>
    response.writeHead(200, { "content-type": format.mediaType }).end(document),
  );
  return `http://127.0.0.1:${await listenInTest(t, server)}/feed`;
}

for (const format of [rss, atom]) {
  slowTest(`rss2email mails the whole article of ${format.name}`, { skip: rss2emailMissing ?? false }, async (t) => {
    const url = await serve(t, format);
    const [mail] = await inFolder((folder) => mailNews(folder, url));
    t.match(mail, { subject: "A talk", text: /The _whole_ article\./ });
  });

  slowTest(
    `Liferea shows the whole article of ${format.name}, and its attachment once`,
    { skip: lifereaMissing ?? false },
    async (t) => {
      const url = await serve(t, format);
      await inFolder(async (folder) => {
        const reader = await startLiferea(folder, url);
        try {
          await until(() => valuesSoFar(reader.titles).length === 1);
          t.match(reader.descriptions(), [/The <em>whole<\/em> article\./]);
          t.equal(reader.attachments().filter((each) => each.includes(sound)).length, 1);
        } finally {
          await reader.close();
        }
      });
    },
  );
}

/** Returns the values that Liferea has; none before it has made its database. */
function valuesSoFar(read: () => string[]): string[] {
  try {
    return read();
  } catch {
    return [];
  }
}

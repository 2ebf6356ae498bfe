import type { Dirent } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from "node:zlib";
import type { Draft } from "../src/article/article.ts";

/** A word in every field of a draft. @param canary letters and digits */
export function draftWith(canary: string): Draft {
  const url = `https://site.example/${canary}`;
  return {
    url,
    external_url: url,
    title: canary,
    summary: canary,
    content_html: `<p>${canary} <img src="${url}.png" alt="${canary}"></p>`,
    content_text: canary,
    image: `${url}.jpg`,
    banner_image: `${url}.gif`,
    authors: [{ name: canary, url, avatar: `${url}.png` }],
    tags: [canary, "tech"],
    language: "en",
    attachments: [{ url: `${url}.mp3`, mime_type: "audio/mpeg", title: canary }],
    _courant: {
      image_credit: canary,
      image_description: canary,
      rights: canary,
      source: canary,
      feed: { id: canary, title: canary, url, feed_url: url, authors: [{ name: canary }] },
      podcast: { season: 3, episode: 4, people: [{ name: canary }] },
    },
  };
}

const decoders = { ".gz": gunzipSync, ".br": brotliDecompressSync, ".zst": zstdDecompressSync };

/** All files below a folder as text, without their codings. */
export async function filesIn(folder: string): Promise<{ name: string; text: string }[]> {
  const entries = await entriesIn(folder);
  const files = entries.filter((entry) => entry.isFile());
  return Promise.all(
    files.map(async ({ parentPath, name }) => {
      // Replaced bytes may be removed meanwhile.
      const bytes = await readFile(join(parentPath, name)).catch(() => Buffer.alloc(0));
      const decode = Object.entries(decoders).find(([ending]) => name.endsWith(ending))?.[1];
      return { name, text: (decode && bytes.length > 0 ? decode(bytes) : bytes).toString("latin1") };
    }),
  );
}

/** Lists a folder again where one below it was removed meanwhile. */
async function entriesIn(folder: string): Promise<Dirent[]> {
  for (;;) {
    try {
      return await readdir(folder, { recursive: true, withFileTypes: true });
    } catch (error) {
      const { code, path } = error as NodeJS.ErrnoException;
      if (code !== "ENOENT" || path === folder) throw error;
    }
  }
}

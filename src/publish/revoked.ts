import { isPrivate } from "../channel/access.ts";
import type { Channel, Config } from "../config/schema.ts";
import { documentPath, pagePath } from "../render/format.ts";
import { formats } from "../render/formats.ts";
import { errorPage, type PageContext } from "../render/page.ts";
import { revokedDocument, revokedName } from "../render/revoked.ts";
import type { BuildOutput } from "./target.ts";

/** Builds the documents for subscribers whose address of a private feed was revoked, one in each format, and a page. */
export async function* buildRevoked(
  channels: readonly Channel[],
  { config, pages }: { config: Config; pages: PageContext },
): AsyncGenerator<BuildOutput> {
  const { site, serving, environment } = config;
  const words = pages.texts.missing.revoked;
  const { maxAge, mediaTypes } = serving;
  for (const format of formats) {
    const path = documentPath(revokedName, format.name);
    const body = Buffer.from(revokedDocument(format, { site, baseUrl: environment.baseUrl, words }));
    const type = `${mediaTypes[format.name] ?? format.mediaType}; charset=utf-8`;
    yield { document: { path, file: path.replace("/feeds/", ""), type, maxAge, body } };
  }
  const page = Buffer.from(
    errorPage(
      site,
      410,
      channels.filter((each) => !isPrivate(each)),
      pages,
      [],
      words,
    ),
  );
  const type = "text/html; charset=utf-8";
  yield { document: { path: pagePath(revokedName), file: `${revokedName}.html`, type, maxAge, body: page } };
}

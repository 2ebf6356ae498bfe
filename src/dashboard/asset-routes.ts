import type { FastifyInstance, FastifyReply } from "fastify";
import { CourantError } from "../errors.ts";
import { type Assets, readAssets } from "./assets.ts";
import { type Page, writePage } from "./layout.ts";
import type { View } from "./view.ts";

declare module "fastify" {
  interface FastifyInstance {
    /** Answers with a page of the dashboard. */
    sendPage(reply: FastifyReply, view: View, page: Page): Promise<FastifyReply>;
  }

  interface FastifyContextConfig {
    /** Whether everybody may ask for the page, also before signing in. */
    isOpen?: boolean;
  }
}

/** Adds the files that pages load, and what sends pages, which name them. The files are read when they are first asked for. */
export async function addAssetRoutes(app: FastifyInstance): Promise<void> {
  let reading: Promise<Assets> | undefined;
  function assets(): Promise<Assets> {
    reading ??= readAssets();
    return reading;
  }

  app.decorate("sendPage", async (reply: FastifyReply, view: View, page: Page) => {
    const folder = `${view.root}/dashboard/assets/${(await assets()).version}`;
    return reply.type("text/html; charset=utf-8").send(writePage(view, page, folder));
  });

  app.get<{ Params: { version: string; name: string } }>(
    "/assets/:version/:name",
    { config: { isOpen: true } },
    async ({ params: { version, name }, headers }, reply) => {
      const { version: present, files } = await assets();
      const file = files.get(name);
      // A page from before an upgrade asks for its own version, which is gone; this one may not be kept under that name.
      if (!file) throw new CourantError("NOT_FOUND", `The dashboard has no file “${name}”.`);
      const isPresent = version === present;
      reply.headers({
        "content-type": file.mediaType,
        "cache-control": isPresent ? "public, max-age=31536000, immutable" : "no-store",
        vary: "accept-encoding",
      });
      if (!/\bbr\b/.test(headers["accept-encoding"] ?? "")) return reply.send(file.bytes);
      return reply.header("content-encoding", "br").send(file.brotli);
    },
  );
}

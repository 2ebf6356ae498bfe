import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import Type from "typebox";
import type { Config } from "../config/schema.ts";
import { hideSecrets } from "../errors.ts";
import { addSource, changeSource, findSource, removeSource, replaceSource } from "../settings/source-edits.ts";
import type { Poller } from "../sources/poller.ts";
import type { SourcePreview } from "../sources/preview.ts";
import { prefers } from "./prefer.ts";
import { acceptMergePatches, entryBody, makeChange, type SettingRoutesOptions, sendPart } from "./setting-requests.ts";
import { sourceJson } from "./source-json.ts";

type Source = Config["sources"][number];

export type SourceRoutesOptions = SettingRoutesOptions & {
  poller: () => Poller | undefined;
  /** Requests a source and reads its answer, without storing anything. */
  preview: (source: Source, config: Config) => Promise<SourcePreview>;
};

/** How long an answer waits for a poll; a sitemap may have very many pages. */
const maxPollWaitMs = 20_000;

const PollBody = Type.Object(
  { url: Type.Optional(Type.String({ description: "the address or the id of a source; all of them if not given" })) },
  { additionalProperties: false },
);
const params = Type.Object({ id: Type.String({ description: "the id of a source, or its address" }) });
const sourceBody = entryBody("a source as courant.yaml has it: url, every, tags, include, exclude, most, path, paused");
const patchBody = entryBody('a JSON Merge Patch of a source, for example {"paused": true}');

/** The sources of the configuration with their state: lists, adds, changes, removes, previews and polls them. */
export const sourceRoutes: FastifyPluginAsyncTypebox<SourceRoutesOptions> = async (app, options) => {
  const { settings, poller, preview, clock } = options;
  const admin = { scope: "admin" } as const;
  acceptMergePatches(app);

  const show = (source: Source) =>
    sourceJson(
      source,
      poller()
        ?.sources()
        .find(({ url }) => url === source.url),
    );
  const list = ({ sources }: Config) => ({ sources: sources.map(show) });

  app.get("/sources", async () => list((await settings.read()).config));

  app.get("/sources/:id", { schema: { params } }, async (request, reply) => {
    const read = await settings.read();
    return sendPart(request, reply, read, show(findSource(read.config, request.params.id)));
  });

  app.post("/sources", { config: admin, schema: { body: sourceBody } }, async (request, reply) => {
    const { body } = request;
    const after = await makeChange(request, reply, (content) => addSource(content, body), {
      ...options,
      record(change) {
        const added = change.after.own.sources.at(-1);
        return { action: "source.created", subject: hideSecrets(added?.url ?? ""), after: added };
      },
    });
    const shown = after.own.sources.slice(-1).map(show)[0];
    return reply.code(201).header("location", `/admin/sources/${shown?.id}`).send(shown);
  });

  app.patch("/sources/:id", { config: admin, schema: { params, body: patchBody } }, async (request, reply) => {
    const { params: asked, body } = request;
    let url = "";
    const after = await makeChange(
      request,
      reply,
      (content, present) => {
        const source = findSource(present.config, asked.id);
        url = changeSource(content, source.url, withoutHiddenAddress(body, source), present);
      },
      {
        ...options,
        record({ before, after }) {
          const former = findSource(before.config, asked.id);
          const changed = findSource(after.config, url);
          return { action: "source.updated", subject: hideSecrets(former.url), before: former, after: changed };
        },
      },
    );
    return show(findSource(after.config, url));
  });

  app.delete("/sources/:id", { config: admin, schema: { params } }, async (request, reply) => {
    const { id } = request.params;
    await makeChange(request, reply, (content, present) => removeSource(content, id, present), {
      ...options,
      record({ before }) {
        const removed = findSource(before.config, id);
        return { action: "source.deleted", subject: hideSecrets(removed.url), before: removed };
      },
    });
    return reply.code(204).send();
  });

  app.post("/sources/preview", { config: admin, schema: { body: sourceBody } }, async ({ body }) => {
    const { config } = await settings.tryOut((content) => replaceSource(content, body));
    const source = config.sources.find(({ url }) => url === (body as Partial<Source>).url);
    return preview(source ?? findSource(config, ""), config);
  });

  app.post(
    "/sources/poll",
    { schema: { body: PollBody }, config: { scope: "regenerate" } },
    async ({ body, headers }, reply) => {
      const { config } = await settings.read();
      const url = body.url === undefined ? undefined : findSource(config, body.url).url;
      const polled = poller()
        ?.poll(url)
        .then(() => 200);
      const isAsync = prefers(headers.prefer, "respond-async");
      if (isAsync) reply.header("preference-applied", "respond-async");
      const timeout = new Promise<number>((resolve) => clock.after(isAsync ? 0 : maxPollWaitMs, () => resolve(202)));
      return reply.code((await Promise.race([polled, timeout])) ?? 200).send(list(config));
    },
  );
};

/** Leaves out an address whose secrets are hidden, as the API shows it: it stays what it is. */
function withoutHiddenAddress(patch: { url?: unknown }, { url }: Source): object {
  const { url: given, ...rest } = patch;
  return given === hideSecrets(url) ? rest : patch;
}

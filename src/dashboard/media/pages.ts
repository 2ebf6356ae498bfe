import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import type { FastifyReply, FastifyRequest } from "fastify";
import Type from "typebox";
import { CourantError } from "../../errors.ts";
import { html } from "../../render/html.ts";
import { acceptFileForms, type FileForm } from "../file-forms.ts";
import { refusalOf, seeOther, writeRefusal } from "../forms.ts";
import { type Page, places } from "../layout.ts";
import { gallery, type MediaList, type UsedFilter, uploadForm } from "./write.ts";

const saidKeys = ["uploaded", "known", "removed", "pruned", "prunedPartly"] as const;
const Query = Type.Object({
  used: Type.Enum(["", "true", "false"], { default: "" }),
  cursor: Type.String({ default: "" }),
  said: Type.Optional(Type.Enum([...saidKeys])),
});
const Params = Type.Object({ hash: Type.String() });
const DeleteForm = Type.Object({ csrf: Type.String(), force: Type.Enum(["true", "false"], { default: "false" }) });
const PruneForm = Type.Object({
  csrf: Type.String(),
  token: Type.String(),
  hashes: Type.String({ maxLength: 10_000 }),
});

/** How many files a page shows. */
const pageSize = "30";

/** The page of uploaded pictures, sound and film. */
export const mediaPages: FastifyPluginAsyncTypebox = async (app) => {
  acceptFileForms(app);

  type State = Pick<Page, "failed" | "said"> & { used?: UsedFilter; cursor?: string };
  async function sendMedia({ view, api }: FastifyRequest, reply: FastifyReply, given: State = {}) {
    const { used = "", cursor = "", ...state } = given;
    const query = { limit: pageSize, ...(used !== "" && { used }), ...(cursor !== "" && { cursor }) };
    const list = await api.call<MediaList>(`/admin/media?${new URLSearchParams(query)}`);
    return app.sendPage(reply, view, {
      title: view.texts.media.title,
      at: "media",
      main: html`${view.may("write") && uploadForm(view)}${gallery(view, list, used)}`,
      scripts: ["media.js"],
      ...state,
    });
  }

  async function sendRefused(request: FastifyRequest, reply: FastifyReply, error: unknown, used: UsedFilter = "") {
    const refusal = refusalOf(error);
    return sendMedia(request, reply.code(refusal.status), { used, failed: writeRefusal(refusal) });
  }

  app.get("/media", { schema: { querystring: Query } }, async (request, reply) => {
    const { said, ...query } = request.query;
    return sendMedia(request, reply, {
      ...query,
      ...(said !== undefined && { said: request.view.texts.media.said[said] }),
    });
  });

  app.post("/media", async (request, reply) => {
    const { file } = (request.body ?? {}) as FileForm;
    try {
      if (!file) throw new CourantError("REQUEST_INVALID", "The form has no file. Choose one, and send it again.");
      const { status } = await request.api.send(`/admin/media?${new URLSearchParams({ name: file.name })}`, {
        method: "POST",
        stream: file.stream,
        headers: { "content-type": "application/octet-stream" },
      });
      return seeOther(reply, request.view, places.media, status === 201 ? "uploaded" : "known");
    } catch (error) {
      // The rest of the body is of no use, but the browser reads no answer before it has sent it.
      file?.stream.resume();
      return sendRefused(request, reply, error);
    }
  });

  app.post("/media/:hash/delete", { schema: { params: Params, body: DeleteForm } }, async (request, reply) => {
    const { hash } = request.params;
    try {
      const path = `/admin/media/${encodeURIComponent(hash)}?force=${request.body.force}`;
      await request.api.call(path, { method: "DELETE" });
      return seeOther(reply, request.view, places.media, "removed");
    } catch (error) {
      return sendRefused(request, reply, error);
    }
  });

  app.post("/media/prune", { schema: { body: PruneForm } }, async (request, reply) => {
    const { token, hashes } = request.body;
    let kept = 0;
    try {
      for (const hash of hashes.split(" ")) {
        const path = `/admin/media/${encodeURIComponent(hash)}`;
        await request.api.call(path, { method: "DELETE", token }).catch((error: unknown) => {
          if (!(error instanceof CourantError && ["MEDIA_IN_USE", "NOT_FOUND", "GONE"].includes(error.code)))
            throw error;
          kept += 1;
        });
      }
      return seeOther(reply, request.view, places.media, kept === 0 ? "pruned" : "prunedPartly");
    } catch (error) {
      return sendRefused(request, reply, error, "false");
    }
  });
};

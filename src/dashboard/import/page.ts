import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { ApiCall } from "../../admin/api-client.ts";
import { CourantError } from "../../errors.ts";
import { html } from "../../render/html.ts";
import { acceptFileForms, type FileForm } from "../file-forms.ts";
import { refusalOf, writeRefusal } from "../forms.ts";
import type { Page } from "../layout.ts";
import { type ImportSummary, readReport } from "./report.ts";
import { type ImportDraft, importForm, importReport } from "./write.ts";

const optionNames = ["date", "url", "format", "source", "replace", "match", "address"] as const;

/** The page that imports files, folders and addresses. */
export async function importPage(app: FastifyInstance): Promise<void> {
  acceptFileForms(app);

  type State = { draft?: ImportDraft; summary?: ImportSummary; failed?: Page["failed"] };
  async function sendImport({ view }: FastifyRequest, reply: FastifyReply, { draft = {}, summary, failed }: State) {
    const { title, intro, done } = view.texts.importPage;
    if (!view.may("publish")) {
      throw new CourantError("SCOPE_MISSING", "Importing needs a token with the scope publish.");
    }
    return app.sendPage(reply, view, {
      title,
      at: "import",
      main: html`<p>${intro}</p>
${summary && importReport(view, summary)}
${importForm(view, draft)}
${!summary && importReport(view, undefined)}`,
      scripts: ["import.js"],
      said: summary && !summary.error && done,
      failed,
    });
  }

  app.get("/import", async (request, reply) => sendImport(request, reply, {}));

  app.post("/import", async (request, reply) => {
    const { file, ...fields } = (request.body ?? {}) as FileForm;
    const draft = draftOf(fields);
    const hasAddress = draft.address !== undefined;
    const isSent = file !== undefined && file.name !== "" && !hasAddress;
    if (!isSent) file?.stream.resume();
    // The import may take longer than a connection may be silent.
    request.raw.socket.setTimeout(0);
    try {
      if (!isSent && !hasAddress)
        throw new CourantError("REQUEST_INVALID", request.view.texts.importPage.nothingChosen);
      const call: ApiCall = {
        method: "POST",
        headers: { accept: "application/x-ndjson", ...(isSent && { "content-type": file.mediaType }) },
        ...(isSent && { stream: file.stream }),
      };
      const query = queryOf(draft, isSent ? file.name : undefined);
      const report = await request.api.call<string>(`/admin/import?${query}`, call);
      return await sendImport(request, reply, { draft, summary: readReport(report) });
    } catch (error) {
      file?.stream.resume();
      const refusal = refusalOf(error);
      return sendImport(request, reply.code(refusal.status), { draft, failed: writeRefusal(refusal) });
    }
  });
}

function draftOf(fields: FileForm): ImportDraft {
  const given = ["tag", ...optionNames].flatMap((name) => {
    const value = fields[name];
    return typeof value === "string" && value.trim() !== "" ? [[name, value.trim()]] : [];
  });
  return Object.fromEntries(given);
}

function queryOf({ tag = "", ...options }: ImportDraft, name: string | undefined): URLSearchParams {
  const query = new URLSearchParams(options);
  if (name !== undefined) query.set("name", name);
  for (const each of tag.split(",").map((text) => text.trim())) if (each !== "") query.append("tag", each);
  return query;
}

import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import Type from "typebox";
import { CourantError } from "../../errors.ts";
import { html } from "../../render/html.ts";
import { isFinished, type ListedRun, type Run } from "../../stores/runs.ts";
import { chartScripts, chartStyles } from "../charts.ts";
import { places } from "../layout.ts";
import { regenerateForm, runProgress } from "../overview/regenerate.ts";
import { durationChart, runFacts, runList } from "./write.ts";

const Form = Type.Object({
  csrf: Type.String(),
  channel: Type.Optional(Type.String()),
  force: Type.Optional(Type.String()),
});
const Query = Type.Object({ said: Type.Optional(Type.Enum(["began"])) });

/** How many runs the page lists. */
const listedRuns = 100;

/** The pages of runs: the list, which also starts one, and each run. */
export const runPages: FastifyPluginAsyncTypebox = async (app) => {
  const assets = { scripts: [...chartScripts, "runs.js"], styles: chartStyles };

  app.get("/runs", async ({ view, api }, reply) => {
    const { runs } = await api.call<{ runs: ListedRun[] }>(`/admin/runs?limit=${listedRuns}`);
    const active = runs.find((run) => !isFinished(run));
    return app.sendPage(reply, view, {
      title: view.texts.runs.title,
      at: "runs",
      actions: view.may("regenerate") && regenerateForm(view),
      main: [
        runProgress(view, active && { id: active.id, ...active.progress }),
        durationChart(view, runs),
        runList(view, runs),
      ],
      ...assets,
    });
  });

  app.post("/runs", { schema: { body: Form } }, async ({ view, api, body }, reply) => {
    const { channel, force } = body;
    try {
      const run = await api.call<Run>("/admin/regenerate", {
        method: "POST",
        headers: { prefer: "respond-async" },
        body: { ...(channel !== undefined && { channels: [channel] }), force: force === "yes" },
      });
      return await reply
        .code(303)
        .header("location", `${view.root}${places.runs}/${encodeURIComponent(run.id)}?said=began`)
        .send();
    } catch (error) {
      if (!(error instanceof CourantError) || error.status >= 500) throw error;
      return app.sendPage(reply.code(error.status), view, {
        title: view.texts.runs.title,
        at: "runs",
        failed: html`<p>${error.message}</p>`,
        main: view.may("regenerate") && regenerateForm(view),
      });
    }
  });

  const schema = { params: Type.Object({ id: Type.String() }), querystring: Query };
  app.get("/runs/:id", { schema }, async ({ view, api, params, query }, reply) => {
    const run = await api.call<Run>(`/admin/runs/${encodeURIComponent(params.id)}`);
    const { runs } = view.texts;
    const isOver = isFinished(run);
    return app.sendPage(reply, view, {
      title: runs.one,
      at: "runs",
      said: query.said === "began" && !isOver && runs.began,
      main: [
        !isOver && runProgress(view, { id: run.id, ...run.progress }),
        !isOver &&
          html`<noscript><p class="notice">${runs.again} <a href="${view.root}${places.runs}/${encodeURIComponent(run.id)}">${runs.load}</a></p></noscript>`,
        runFacts(view, run),
      ],
      scripts: ["runs.js"],
    });
  });
};

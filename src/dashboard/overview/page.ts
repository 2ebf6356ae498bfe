import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import Type from "typebox";
import { chartScripts, chartStyles } from "../charts.ts";
import { attentionList, firstSteps } from "./attention.ts";
import { channelTable, hourChart, type Overview, sizeTable, subscriberChart } from "./channels.ts";
import { regenerateForm, runProgress } from "./regenerate.ts";

const Query = Type.Object({ channel: Type.Optional(Type.String()) });

/** How many channels the page shows. */
const shownChannels = 30;

/** The page on which one sees what needs attention, and all channels; with `?channel=` one of them. */
export const overviewPage: FastifyPluginAsyncTypebox = async (app) => {
  app.get("/", { prefixTrailingSlash: "no-slash", schema: { querystring: Query } }, async (request, reply) => {
    const { view, api, query } = request;
    const parameters = new URLSearchParams({
      limit: String(shownChannels),
      ...(query.channel !== undefined && { channel: query.channel }),
    });
    const overview = await api.call<Overview>(`/admin/overview?${parameters}`);
    const isOne = query.channel !== undefined;
    return app.sendPage(reply, view, {
      title: isOne ? (overview.channels[0]?.title ?? "") : view.texts.navigation.overview,
      at: "overview",
      actions: view.may("regenerate") && regenerateForm(view, { channel: query.channel }),
      main: [
        runProgress(view),
        ...(isOne ? [] : [attentionList(view, overview), overview.articles === 0 && firstSteps(view)]),
        channelTable(view, overview, { isOne }),
        hourChart(view, overview),
        subscriberChart(view, overview),
        sizeTable(view, overview),
      ],
      scripts: [...chartScripts, "runs.js"],
      styles: chartStyles,
    });
  });
};

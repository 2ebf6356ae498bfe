import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import Type from "typebox";
import type { Clock } from "../clock.ts";
import { CourantError } from "../errors.ts";
import type { Stores } from "../stores/stores.ts";
import { nameNextPage, pageCursor, pageLimit, readNumberCursor } from "./pages.ts";
import { deliveryToJson, jobStateOf } from "./webhook-json.ts";
import { requireEnabled, requireWebhook, WebhookParams } from "./webhook-requests.ts";

export type DeliveryRoutesOptions = Pick<Stores, "webhooks" | "jobs"> & {
  clock: Clock;
  /** Delivers what was made due. */
  wake: () => void;
};

const DeliveryParams = Type.Object({
  ...WebhookParams.properties,
  n: Type.Integer({ minimum: 1, description: "the number of the delivery" }),
});

const ListQuery = Type.Object({
  limit: pageLimit("deliveries"),
  cursor: pageCursor,
  state: Type.Optional(
    Type.Enum(["waiting", "sending", "delivered", "dead"], { description: "only deliveries in this state" }),
  ),
});

const config = { scope: "admin" } as const;

/** Lists the deliveries of a webhook, and makes them again. */
export const deliveryRoutes: FastifyPluginAsyncTypebox<DeliveryRoutesOptions> = async (app, options) => {
  const { webhooks, jobs, clock, wake } = options;

  const list = { config, schema: { params: WebhookParams, querystring: ListQuery } };
  app.get("/webhooks/:id/deliveries", list, async (request, reply) => {
    const { id } = request.params;
    const { limit, cursor, state } = request.query;
    await requireWebhook(webhooks, id);
    const wanted = { before: readNumberCursor(cursor), state: state && jobStateOf[state] };
    // One more than asked for tells whether there is a next page.
    const found = await jobs.list(id, { ...wanted, limit: limit + 1 });
    const deliveries = found.slice(0, limit).map(deliveryToJson);
    const next = found.length > limit ? deliveries.at(-1)?.n : undefined;
    return { deliveries, ...nameNextPage(request, reply, next?.toString()) };
  });

  app.post(
    "/webhooks/:id/deliveries/replay",
    { config, schema: { params: WebhookParams } },
    async ({ params }, reply) => {
      const { id } = await requireEnabled(webhooks, params.id);
      const replayed = await jobs.replayDead(id, clock.now());
      await jobs.resumeLane(id);
      wake();
      return reply.code(202).send({ replayed });
    },
  );

  const replay = { config, schema: { params: DeliveryParams } };
  app.post("/webhooks/:id/deliveries/:n/replay", replay, async ({ params: { id, n } }, reply) => {
    await requireEnabled(webhooks, id);
    await jobs.replay(id, n, clock.now());
    await jobs.resumeLane(id);
    const delivery = await jobs.find(id, n);
    if (!delivery) {
      throw new CourantError(
        "DELIVERY_NOT_FOUND",
        `The webhook “${id}” has no delivery ${n}: it was removed after some days, or never was. GET /admin/webhooks/${id}/deliveries lists them.`,
      );
    }
    wake();
    return reply.code(202).send(deliveryToJson(delivery));
  });
};

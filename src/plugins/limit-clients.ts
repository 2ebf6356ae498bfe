import rateLimit from "@fastify/rate-limit";
import type { FastifyInstance, FastifyReply } from "fastify";
import { networkOf } from "../http/networks.ts";

/**
 * Limits how many requests a client (an IPv4 address, or the /64 of an IPv6 address) may send to the routes of a scope in ten
 * minutes.
 * @param refuse answers a request beyond the limit. @param refuse.seconds how long the client has to wait; the answer says so
 */
export async function limitClients(
  scope: FastifyInstance,
  maxRequests: number,
  refuse: (reply: FastifyReply, seconds: number) => unknown,
): Promise<void> {
  await scope.register(rateLimit, { global: false });
  const count = scope.createRateLimit({
    max: maxRequests,
    timeWindow: 600_000,
    keyGenerator: ({ ip }) => networkOf(ip),
  });
  scope.addHook("onRequest", async (request, reply) => {
    const requests = await count(request);
    if (requests.isAllowed || !requests.isExceeded) return;
    reply.header("retry-after", String(requests.ttlInSeconds));
    return refuse(reply, requests.ttlInSeconds);
  });
}

import type { RequestListener } from "node:http";
import type { FastifyInstance } from "fastify";
import type { Config } from "../../../config/schema.ts";

export type LiveApp = {
  /** The application whose server listens. */
  app: FastifyInstance;
  /** Lets an application for another configuration answer from now on. Answers that have begun end as they began. */
  replace(config: Config): Promise<void>;
};

/** Builds an application. @param answerWith chooses what answers the requests to its server */
export type AppBuilder = (
  config: Config,
  answerWith: (own: RequestListener) => RequestListener,
) => Promise<FastifyInstance>;

/** An application that answers for the one whose server listens, and the number of its answers that go on. */
type Successor = { app: FastifyInstance; answers: number; isReplaced: boolean };

/**
 * Builds an application that can be replaced while its server listens: an application is made for one configuration and
 * never changes, and the connections of clients outlive it.
 */
export async function createLiveApp(config: Config, build: AppBuilder): Promise<LiveApp> {
  let present: Successor | undefined;
  const app = await build(config, (own) => (request, response) => {
    const successor = present;
    if (!successor) return own(request, response);
    successor.answers += 1;
    response.once("close", () => {
      successor.answers -= 1;
      closeIfUnused(successor);
    });
    successor.app.routing(request, response);
  });
  app.addHook("onClose", async () => present?.app.close());
  return {
    app,
    async replace(next) {
      const successor: Successor = { app: await build(next, (own) => own), answers: 0, isReplaced: false };
      await successor.app.ready();
      const former = present;
      present = successor;
      if (!former) return;
      former.isReplaced = true;
      closeIfUnused(former);
    },
  };
}

function closeIfUnused({ app, answers, isReplaced }: Successor): void {
  if (isReplaced && answers === 0) void app.close();
}

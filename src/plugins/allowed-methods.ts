import type { FastifyInstance, HTTPMethods } from "fastify";
import { CourantError, hideSecrets, shortPath } from "../errors.ts";

/**
 * Records the methods of every route that is registered from now on.
 * @returns a function to call after all routes are registered: it answers the other methods of each path 405 with `Allow`
 *   (RFC 9110 section 15.5.6), before the body is read
 */
export function trackMethods(app: FastifyInstance): () => void {
  const methodsOf = new Map<string, Set<string>>();
  let isTracking = true;
  app.addHook("onRoute", ({ url, method }) => {
    if (!isTracking) return;
    const methods = methodsOf.get(url) ?? new Set();
    for (const each of [method].flat()) methods.add(each);
    methodsOf.set(url, methods);
  });

  return function refuseOthers() {
    isTracking = false;
    for (const [url, methods] of methodsOf) {
      const allow = [...methods].sort().join(", ");
      const method = app.supportedMethods.filter((each) => !methods.has(each)) as HTTPMethods[];
      app.route({
        method,
        url,
        exposeHeadRoute: false,
        async onRequest(request) {
          const detail = `${hideSecrets(shortPath(request.url))} does not support ${request.method}. It supports ${allow}.`;
          throw new CourantError("METHOD_NOT_ALLOWED", detail, { headers: { allow } });
        },
        handler: () => undefined,
      });
    }
  };
}

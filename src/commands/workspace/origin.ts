import { Agent, type Dispatcher, getGlobalDispatcher } from "undici";
import { connectionTarget } from "../../http/connection-target.ts";

/** Returns how undici reaches a service. @param url as in service.json: `http://…`, or `unix:PATH` */
export function findOrigin(url: string): { origin: string; dispatcher: Dispatcher } {
  const target = connectionTarget(url);
  return "socketPath" in target
    ? { origin: "http://localhost", dispatcher: new Agent({ connect: target }) }
    : { origin: url, dispatcher: getGlobalDispatcher() };
}

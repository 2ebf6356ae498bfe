import { test } from "tap";
import { publish, startSubscriber, statsOf, subscribe, webSubConfig } from "../push/websub/subscriber.ts";
import { standingClock, startService } from "../service.ts";
import { until } from "../until.ts";
import { signIn } from "./desk.ts";

test("the dashboard shows subscribers and failing hubs, and neither secrets nor the paths of callbacks", async (t) => {
  const subscriber = await startSubscriber(t);
  const service = await startService(t, { config: webSubConfig(), clock: standingClock("2026-09-02T10:00:00Z") });
  const more = { "hub.callback": `${subscriber.url}/secret-path?key=secret-key`, "hub.secret": "secret-of-all" };
  await subscribe(service, subscriber, more);
  subscriber.take((response) => response.writeHead(500).end());
  await publish(service, "urn:x:1");
  await until(async () => (await statsOf(service)).failing.length === 1);
  const page = String((await (await signIn(service)).get("/dashboard/webhooks")).body);
  t.match(page, "https://feeds.example/hub");
  t.match(page, "it answered 500");
  t.match(page, subscriber.url.slice("http://".length));
  for (const name of ["Feeds with subscribers", "Subscribers that fail"]) t.match(page, `<h3>${name}</h3>`);
  t.match(page, '<th scope="col" class="number">Failing</th>', "headings stand above their numbers");
  for (const text of [page, (await service.admin("GET", "/stats")).body.toString(), service.lines.join("\n")]) {
    t.notMatch(text, /secret-(?:path|key|of-all)/);
  }
  const dead = webSubConfig('websub: { hub: ["http://127.0.0.1:9/hub"] }');
  const again = await service.restart({ config: dead });
  await until(async () => (await statsOf(again)).hubs[0]?.problem !== undefined);
  const desk = await signIn(again);
  t.match(String((await desk.get("/dashboard/webhooks")).body), "http://127.0.0.1:9/hub");
  t.match(String((await desk.get("/dashboard")).body), "A hub does not deliver");
  t.match(String((await desk.get("/dashboard")).body), "The hub http://127.0.0.1:9/hub: ");
});

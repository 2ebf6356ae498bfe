import { startService, type TestService } from "../../service.ts";
import { slowTest } from "../../slow.ts";
import { until } from "../../until.ts";
import { askHub, publish, startSubscriber, statsOf, topic, webSubConfig } from "./subscriber.ts";

/** SUBSCRIBERS=10000 asks for more of them. */
const subscribers = Number(process.env.SUBSCRIBERS || 1000);
/** Callbacks that take a delivery and never answer. */
const silent = 5;
const parallel = 50;

async function subscribeAll(service: TestService, callbackOf: (index: number) => string): Promise<void> {
  let next = 0;
  await Promise.all(
    Array.from({ length: parallel }, async () => {
      while (next < subscribers) {
        const form = { "hub.mode": "subscribe", "hub.topic": topic, "hub.callback": callbackOf(next++) };
        const { status } = await askHub(service, { ...form, "hub.secret": "a secret" });
        if (status !== 202) throw new Error(`the hub answered ${status}`);
      }
    }),
  );
}

slowTest(
  `${subscribers} subscribers of one topic get it once each, and those that do not answer delay nobody`,
  async (t) => {
    const [good, mute] = [await startSubscriber(t), await startSubscriber(t)];
    const service = await startService(t, { config: webSubConfig() });
    mute.take(() => {});
    await subscribeAll(service, (index) => `${(index < silent ? mute : good).url}/${index}`);
    await until(async () => (await statsOf(service)).subscribers === subscribers);
    await publish(service, "urn:x:1");
    const started = performance.now();
    await until(() => good.delivered.length >= subscribers - silent);
    const took = performance.now() - started;
    await until(async () => (await statsOf(service)).deliveries.delivered === subscribers - silent);
    t.equal(new Set(good.delivered.map(({ path }) => path)).size, subscribers - silent);
    t.equal(good.delivered.length, subscribers - silent);
    t.equal(mute.delivered.length, silent);
    t.comment(`delivered in ${Math.round(took)} ms`);
  },
);

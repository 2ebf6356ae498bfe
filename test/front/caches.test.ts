import { startService } from "../service.ts";
import { slowTest } from "../slow.ts";
import { cacheAt, isTold, tellAsked, tellTitle } from "./cache.ts";
import { kinds } from "./cache-kinds.ts";
import { changeScenes } from "./change-scenes.ts";
import { codingScenes } from "./coding-scenes.ts";
import { startOrigin } from "./origin.ts";
import { pathScenes } from "./path-scenes.ts";
import { config, put } from "./scene.ts";

/** They are played in this order, and each finds in the cache what the earlier ones left there. */
const scenes = { ...codingScenes, ...changeScenes, ...pathScenes };

// The kinds run at the same time, because they wait more than they work.
slowTest("behind caches", { jobs: kinds.length }, async (t) => {
  for (const kind of kinds) {
    t.test(`behind ${kind.name}`, { skip: kind.skip, buffered: !isTold }, async (t) => {
      const service = await startService(t, { config });
      for (const id of [1, 2, 3, 4, 5]) await put(service, id);
      await service.admin("POST", "/regenerate");
      const origin = await startOrigin(t, service.url, tellAsked);
      const cache = cacheAt(t, kind.name, await kind.start(t, origin), origin);
      const scene = { t, service, origin, cache, kind };
      for (const [name, play] of Object.entries(scenes)) {
        await t.test(name, async (t) => {
          tellTitle(`${kind.name}: ${name}`);
          await play({ ...scene, t });
        });
      }
    });
  }
});

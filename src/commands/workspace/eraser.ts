import type { Clock } from "../../clock.ts";
import type { Config } from "../../config/schema.ts";
import { createEraser, type Eraser } from "../../erasure/eraser.ts";
import { configuredMedia } from "./media.ts";
import type { Workspace } from "./workspace.ts";

/** Opens what erases articles of a workspace. @param config returns the configuration that is in force */
export function openEraser(
  config: () => Config,
  { stores, publisher, release }: Workspace,
  { clock, onError }: { clock: Clock; onError: (error: unknown) => void },
): Eraser {
  const { dataDir, feedsDir } = config().environment;
  return createEraser({
    stores,
    publisher,
    release,
    folders: { dataDir, feedsDir },
    keptMedia: () => configuredMedia(config()),
    clock,
    onError,
  });
}

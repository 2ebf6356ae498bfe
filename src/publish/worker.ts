import { setPriority } from "node:os";
import { workerData } from "piscina";
import { openFeedsDir } from "../published/files.ts";
import { openBuilderStores } from "../stores/place/open.ts";
import { createBuilder } from "./build.ts";
import type { DocumentBuilder } from "./target.ts";
import type { BuilderWorkerData } from "./workers.ts";

/* A worker thread that builds documents. workers.ts starts it. */
const { config, collection, generation, isLowPriority } = workerData as BuilderWorkerData;
// On Linux each thread has its own priority: serving and the admin API come first.
if (isLowPriority) setPriority(0, 19);

const stores = await openBuilderStores(collection, generation);
const builder = createBuilder({ config, stores, files: openFeedsDir(config.environment.feedsDir) });

export const { build, encode, findMatches }: DocumentBuilder = builder;

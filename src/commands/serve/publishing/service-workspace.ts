import type { Config } from "../../../config/schema.ts";
import type { Snapshot } from "../../../published/snapshot.ts";
import { changesOf } from "../../../published/snapshot-changes.ts";
import { onStop } from "../../process/stop-signals.ts";
import { dataDirInUse } from "../../workspace/lock.ts";
import { readServiceAddress } from "../../workspace/service-address.ts";
import { openWorkspace, type Workspace } from "../../workspace/workspace.ts";
import { trackCommits } from "./commits.ts";
import type { PublishingDeps } from "./plane.ts";

export type WorkspaceHooks = {
  /** Returns the configuration that is in force. */
  current: () => Config;
  /** Called when another node publishes in the place of this one: the process must end. */
  onLost: () => void;
  onDatabaseError: (error: unknown) => void;
};

/**
 * Opens the workspace of a service, and connects it with serving: serving is told of each commit, and says when it answers
 * from it, which bytes it lost, and when it stops.
 * @throws DATA_DIR_IN_USE if another process works in the data directory; COLLECTION_UNREADABLE, FEEDS_DIR_IN_USE
 */
export async function openServiceWorkspace(
  config: Config,
  { clock, link, serving, resources, stopSignal, startBuilder }: Omit<PublishingDeps, "print" | "onReload">,
  { current, onLost, onDatabaseError }: WorkspaceHooks,
): Promise<Workspace> {
  let release = async (_commit: number) => {};
  const commits = trackCommits(clock, link, (commit) => {
    clock.after(current().serving.keepReplaced * 1000, () => void release(commit));
  });
  const onUnrecorded = (snapshot: Snapshot) => link?.send({ kind: "unrecorded", changes: changesOf(snapshot) });
  const options = {
    startBuilder,
    onPublished: commits.onPublished,
    onUnrecorded,
    onLost,
    onError: onDatabaseError,
    servingPid: serving?.pid,
  };
  const workspace = await openWorkspace(config, clock, "service", options);
  const { dataDir } = config.environment;
  if (!workspace) throw dataDirInUse(dataDir, await readServiceAddress(dataDir));
  release = workspace.release;
  resources.addResource("the collection", workspace.close);
  // Serving on this machine has ended before, or ends now.
  if (link) resources.addResource("replaced documents", () => workspace.release(Number.POSITIVE_INFINITY));
  resources.addWorker("the regeneration", workspace.stop);
  onStop(stopSignal, () => void workspace.stop());
  link?.onMessage((message) => {
    if (message.kind === "applied") commits.applied(message.commit);
    else if (message.kind === "followed") void workspace.release(message.commit);
    else if (message.kind === "stopping") void workspace.stop();
    else if (message.kind === "lost") workspace.markBroken(message.paths);
  });
  return workspace;
}

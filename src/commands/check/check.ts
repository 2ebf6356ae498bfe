import { randomUUID } from "node:crypto";
import { stat } from "node:fs/promises";
import { join } from "node:path";
import { isExclusive } from "../../channel/access.ts";
import type { Clock } from "../../clock.ts";
import { hubsElsewhere } from "../../config/hubs.ts";
import type { Config } from "../../config/schema.ts";
import { findWarnings } from "../../config/warnings.ts";
import { messageOf } from "../../errors.ts";
import { coversOf, warningForCover } from "../../media/covers.ts";
import { countWithdrawn } from "../../publish/withdrawal.ts";
import { openFeedsDir } from "../../published/files.ts";
import { findUnpurged } from "../../push/purge/purge.ts";
import { describeFailingWebhook } from "../../push/webhook-health.ts";
import { describeHubProblem } from "../../push/websub/hub-health.ts";
import { describeFailingSource, findFailingSources } from "../../sources/failing-sources.ts";
import { stateOf } from "../../sources/state.ts";
import { describePlace } from "../../stores/place/describe.ts";
import { type CollectionPlace, isPostgres, openStores } from "../../stores/place/open.ts";
import { describeChannelCut } from "../../stores/runs.ts";
import type { Stores } from "../../stores/stores.ts";
import { describeFailedImports, listFailedImports } from "../inbox/failed-imports.ts";
import type { Output } from "../process/output.ts";
import { isRestoring } from "../restore/swap.ts";
import { collectionPlace } from "../workspace/collection-file.ts";
import { checkMedia, checkSmallerPictures } from "../workspace/media.ts";
import { checkNode } from "./node.ts";
import { describeSetting, listSettings, type SettingInForce } from "./settings.ts";
import { checkSharedFolder, describeSharing } from "./shared-media.ts";

/**
 * The result of one check, as `--json` prints it. `good` describes what was checked when there are no problems.
 * `warnings` are no damage, but somebody should know: settings that keep readers from following links, sources and files
 * that do not come in, channels that found no room.
 */
export type Finding = {
  what: "configuration" | "collection" | "documents";
  good: string;
  problems: string[];
  warnings: string[];
  /** The settings of the service in force; in the finding of the configuration. */
  settings?: SettingInForce[];
};

/**
 * `courant check`: checks the collection and the published documents, and reports on the configuration, whose mistakes
 * have already been found by reading it. It changes nothing, and a service may run meanwhile.
 * @returns whether there are no problems; warnings do not count
 */
export async function checkCommand(config: Config, clock: Clock, output: Output): Promise<boolean> {
  const { configFile, feedsDir: feedsFolder } = config.environment;
  const findings: Finding[] = [
    {
      what: "configuration",
      good: `${configFile}: ${config.channels.length} channels`,
      problems: [],
      warnings: findWarnings(config),
      settings: listSettings(config.environment),
    },
    { what: "collection", ...(await checkCollection(config, clock)) },
    { what: "documents", ...(await checkDocuments(feedsFolder)), warnings: [] },
  ];
  if (output.json) output.result(findings);
  else printFindings(findings, output);
  return findings.every(({ problems }) => problems.length === 0);
}

function printFindings(findings: readonly Finding[], output: Output): void {
  for (const { what, good, problems, warnings, settings = [] } of findings) {
    if (problems.length === 0) output.line(`${what}: ${good}`);
    for (const setting of settings) output.line(describeSetting(setting));
    for (const problem of problems) output.error(`${what}: ${problem}`);
    for (const warning of warnings) output.error(`${what}: warning: ${warning}`);
  }
  if (findings.some(({ problems }) => problems.length > 0)) return;
  const hasWarnings = findings.some(({ warnings }) => warnings.length > 0);
  output.line(hasWarnings ? "All is well, apart from the warnings." : "All is well.");
}

type CheckResult = Pick<Finding, "good" | "problems">;

/** Checks the collection, and finds what does not come in: sources and files of the inbox. */
async function checkCollection(config: Config, clock: Clock): Promise<Omit<Finding, "what">> {
  const { dataDir } = config.environment;
  const place = collectionPlace(config.environment);
  const check = isPostgres(place) ? checkDatabase : checkCollectionFile;
  const { warnings = [], ...result } = await check(place, config, clock);
  return { ...result, warnings: [...warnings, ...(await findInboxWarnings(join(dataDir, "inbox")))] };
}

type CollectionResult = CheckResult & Partial<Pick<Finding, "warnings">>;

async function checkDatabase(url: string, config: Config, clock: Clock): Promise<CollectionResult> {
  const name = describePlace(url);
  try {
    const { inspectDatabase } = await import("../../stores/postgres/inspect.ts");
    const { server, version, known } = await inspectDatabase(url);
    const sharing = describeSharing(config.media);
    const problems = await checkSharedFolder(config.media);
    if (version === 0) return { good: `${name} (${server}) holds no collection yet; ${sharing}`, problems };
    const result = await checkStores(url, config, clock);
    const good = `${result.good} (${server}, version ${version} of the schema, ${known} known); ${sharing}`;
    return { ...result, good, problems: [...result.problems, ...problems] };
  } catch (error) {
    return { good: "", problems: [`${name}: ${messageOf(error)}`] };
  }
}

async function checkCollectionFile(file: string, config: Config, clock: Clock): Promise<CollectionResult> {
  if (await isRestoring(file)) {
    const problem = "a restore was interrupted; start the service or run “courant import” to complete it";
    return { good: "", problems: [problem] };
  }
  const size = await stat(file).then(
    (stats) => stats.size,
    () => undefined,
  );
  if (size === undefined) return { good: `${file} does not exist yet`, problems: [] };
  // Opening an empty file would turn it into a new collection.
  if (size === 0) return { good: "", problems: [`${file} is empty`] };
  return checkStores(file, config, clock).catch((error: unknown) => ({ good: "", problems: [messageOf(error)] }));
}

async function checkStores(place: CollectionPlace, config: Config, clock: Clock): Promise<CollectionResult> {
  const stores = await openStores(place, { clock, newId: randomUUID });
  try {
    const { present, deleted } = await stores.articles.count();
    const problems = [...(await stores.check()), ...(await checkMedia(config.environment, stores))];
    const warnings = [
      ...(await findCollectionWarnings(config, stores, clock.now())),
      ...(await checkSmallerPictures(stores)),
      ...(stores.nodes ? await checkNode(config.environment, stores.nodes) : []),
    ];
    const withheld = await describeWithdrawn(config, stores, clock.now());
    const good = `${describePlace(place)}: ${present} articles, ${deleted} remembered deletions${withheld}`;
    return { good, problems, warnings };
  } finally {
    await stores.close();
  }
}

/**
 * Says how many articles each exclusive channel withdraws from the public. An article that several of them select counts for
 * the first, so that the sum is what is withdrawn.
 */
async function describeWithdrawn(
  { channels }: Config,
  { selections }: Pick<Stores, "selections">,
  now: number,
): Promise<string> {
  const counts: string[] = [];
  for (const channel of channels.filter(isExclusive)) {
    const before = channels.slice(0, channels.indexOf(channel) + 1);
    const articles = (await countWithdrawn(channel, before, { selections, now })) ?? 0;
    counts.push(
      `; “${channel.slug}” withdraws ${articles === 1 ? "1 article" : `${articles} articles`} from the public`,
    );
  }
  return counts.join("");
}

/**
 * Finds the sources whose last poll failed, the webhooks and hubs that fail, the automatic channels that the last run had no room
 * for, and the covers of podcasts that are in a format which directories refuse.
 */
async function findCollectionWarnings(
  { sources, channels, websub, purge }: Config,
  stores: Pick<Stores, "sources" | "runs" | "mediaFacts" | "webhooks" | "hubs" | "purges">,
  now: number,
): Promise<string[]> {
  const states = await stores.sources.states();
  const failing = findFailingSources(sources.map(({ url }) => ({ ...stateOf(states.get(url), url), url })));
  const [lastRun] = await stores.runs.list(1);
  const covers = coversOf({ channels });
  const facts = await stores.mediaFacts.find(covers);
  const badCovers = covers.flatMap((cover) => warningForCover(cover, facts.get(cover)) ?? []);
  return [
    ...badCovers,
    ...failing.map(describeFailingSource),
    ...(await stores.webhooks.list()).flatMap((webhook) => describeFailingWebhook(webhook) ?? []),
    ...(await stores.hubs.list()).flatMap((hub) => {
      const problem = hubsElsewhere({ websub }).includes(hub.url) ? describeHubProblem(hub, now) : undefined;
      return problem === undefined ? [] : [`The hub ${hub.url}: ${problem}`];
    }),
    ...findUnpurged(purge, await stores.purges.list()).map(({ text }) => text),
    ...(lastRun?.documents.cutChannels ?? []).map(describeChannelCut),
  ];
}

async function findInboxWarnings(inbox: string): Promise<string[]> {
  try {
    const names = await listFailedImports(inbox);
    return names.length === 0 ? [] : [describeFailedImports(inbox, names)];
  } catch (error) {
    return [`${inbox} cannot be read: ${messageOf(error)}`];
  }
}

async function checkDocuments(feedsFolder: string): Promise<CheckResult> {
  const files = openFeedsDir(feedsFolder);
  const { snapshot, problems: loadProblems } = await files.load();
  const problems = [...loadProblems, ...(await files.verify(snapshot))];
  return { good: `${feedsFolder}: ${snapshot.documents.size} documents`, problems };
}

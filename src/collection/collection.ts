import type { ArchiveStore } from "../stores/archives.ts";
import type { ArticleStore } from "../stores/articles.ts";
import type { AudienceStore } from "../stores/audience.ts";
import type { ChannelValueStore } from "../stores/channel-values.ts";
import type { MediaFactStore } from "../stores/media-facts.ts";
import type { RunStore } from "../stores/runs.ts";
import type { SelectionStore } from "../stores/selections.ts";
import type { SourcePageStore } from "../stores/source-pages.ts";
import type { SourceStore } from "../stores/sources.ts";
import type { Stores } from "../stores/stores.ts";
import type { TransferStore } from "../stores/transfer.ts";

/** All stores in one, for consumers that do not name the stores they use yet. */
export type Collection = {
  put: ArticleStore["put"];
  find: ArticleStore["find"];
  named: ArticleStore["findByNamePrefix"];
  remove: ArticleStore["remove"];
  list: ArticleStore["list"];
  articles: ArticleStore["findMany"];
  count: ArticleStore["count"];
  changeOf: SelectionStore["changeNumber"];
  select: SelectionStore["select"];
  earliestSince: SelectionStore["earliestChangedTime"];
  changedTerms: SelectionStore["changedTerms"];
  pagesSince: SelectionStore["changedPages"];
  nextChange: SelectionStore["nextChangeTime"];
  values: ChannelValueStore["list"];
  archives: ArchiveStore["find"];
  keepArchives: ArchiveStore["keep"];
  entries: TransferStore["entries"];
  remember: TransferStore["remember"];
  recordRun: RunStore["record"];
  run: RunStore["find"];
  runs: RunStore["list"];
  recordAudience: AudienceStore["add"];
  audience: AudienceStore["report"];
  sourceStates: SourceStore["states"];
  keepSource: SourceStore["keep"];
  listPages: SourcePageStore["note"];
  duePage: SourcePageStore["findDue"];
  keepPage: SourcePageStore["keep"];
  pagesWaiting: SourcePageStore["countDue"];
  media: MediaFactStore["find"];
  wantMedia: MediaFactStore["want"];
  dueMedia: MediaFactStore["listDue"];
  keepMedia: MediaFactStore["keep"];
  countMedia: MediaFactStore["count"];
  check: Stores["check"];
  close: Stores["close"];
};

export function collectionOf(stores: Stores): Collection {
  const { articles, selections, archives, transfer, runs, audience, sources, sourcePages, mediaFacts } = stores;
  return {
    put: articles.put,
    find: articles.find,
    named: articles.findByNamePrefix,
    remove: articles.remove,
    list: articles.list,
    articles: articles.findMany,
    count: articles.count,
    changeOf: selections.changeNumber,
    select: selections.select,
    earliestSince: selections.earliestChangedTime,
    changedTerms: selections.changedTerms,
    pagesSince: selections.changedPages,
    nextChange: selections.nextChangeTime,
    values: stores.channelValues.list,
    archives: archives.find,
    keepArchives: archives.keep,
    entries: transfer.entries,
    remember: transfer.remember,
    recordRun: runs.record,
    run: runs.find,
    runs: runs.list,
    recordAudience: audience.add,
    audience: audience.report,
    sourceStates: sources.states,
    keepSource: sources.keep,
    listPages: sourcePages.note,
    duePage: sourcePages.findDue,
    keepPage: sourcePages.keep,
    pagesWaiting: sourcePages.countDue,
    media: mediaFacts.find,
    wantMedia: mediaFacts.want,
    dueMedia: mediaFacts.listDue,
    keepMedia: mediaFacts.keep,
    countMedia: mediaFacts.count,
    check: stores.check,
    close: stores.close,
  };
}

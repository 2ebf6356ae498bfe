import Type, { type Static } from "typebox";
import { Count, noOtherMembers, Text } from "./values.ts";

const size = (description: string) =>
  Type.Object(
    { count: Count("how many there are"), bytes: Count("their bytes on disk") },
    { ...noOtherMembers, description },
  );

const bytesOnly = (description: string) =>
  Type.Object({ bytes: Count("bytes on disk") }, { ...noOtherMembers, description });

/** The disk space of each kind of record, with its indexes. */
export const DiskUse = Type.Object(
  {
    measured: Text("the time of the measurement, RFC 3339; it is repeated after ten minutes"),
    articles: size("articles, with the names and terms by which they are found"),
    drafts: size("drafts"),
    revisions: size("former states of articles and drafts"),
    deletedArticles: size("deleted articles that can be restored; their bytes are among those of the revisions"),
    audit: size("entries of the audit log"),
    deliveries: size("deliveries to webhooks and hubs, waiting ones included"),
    subscriptions: size("subscriptions at the hub (WebSub)"),
    runs: size("runs"),
    statistics: size("counts of requests and subscribers"),
    media: size("uploaded files"),
    smallerPictures: size("smaller versions of uploaded pictures"),
    documents: size("published documents, in all codings"),
    searchIndex: bytesOnly("the index of words"),
    other: bytesOnly("everything else in the collection, and its free room"),
  },
  noOtherMembers,
);
export type DiskUse = Static<typeof DiskUse>;

import { apiPage } from "./en/api-page.ts";
import { audit } from "./en/audit.ts";
import { channels } from "./en/channels.ts";
import { media } from "./en/media.ts";
import { settings } from "./en/settings.ts";
import { webhooks } from "./en/webhooks.ts";

/**
 * The English texts of pages: the dashboard's and the public ones, by page. Each language is one file with the same members
 * (languages.ts lists them). A function writes a text around a value.
 */
export const en = {
  common: {
    skip: "Skip to the content",
    menu: "Menu",
    navigation: "Dashboard",
    save: "Save",
    cancel: "Cancel",
    delete: "Delete",
    undo: "Undo",
    search: "Search",
    next: "Next page",
    none: "None",
    yes: "yes",
    no: "no",
    tokenAgain: "Your token, once more",
    tokenAgainHint: "This change needs the token itself, so that a browser left open cannot make it.",
    count: (count: number) => count.toLocaleString("en"),
    bytes: (text: string) => text,
    viewSite: "Public pages",
    signOut: "Sign out",
    signOutEverywhere: "Sign out everywhere",
    signedInAs: (name: string) => `Signed in as ${name}`,
    saved: "Saved.",
    scriptNeeded: "This part needs JavaScript.",
  },
  navigation: {
    overview: "Overview",
    articles: "Articles",
    import: "Import",
    media: "Media",
    channels: "Channels",
    sources: "Sources",
    runs: "Runs",
    readers: "Readers",
    webhooks: "Webhooks",
    settings: "Settings",
    tokens: "Tokens",
    audit: "Audit log",
    api: "API",
  },
  signIn: {
    title: "Sign in",
    token: "Token",
    hint: "The admin token is in the file admin-token of the data directory, unless ADMIN_TOKEN is set. “courant token add” makes further ones.",
    button: "Sign in",
    signedOut: "You are signed out.",
    signedOutEverywhere: "You are signed out in all browsers.",
    expired:
      "You were signed out, because the session was not used for 12 hours, began 14 days ago, or its token ended.",
    plainHttp:
      "This page came over plain HTTP, where others on the way can read your token. Open it over HTTPS, or on the computer itself. An operator may set dashboard.plainHttp to allow it.",
  },
  articles: {
    title: "Articles",
    create: "New article",
    empty: "There are no articles yet. Write the first one, or import some.",
    nothingFound: "No article is like this. Search for other words, or clear the filters.",
    untitled: "(without a title)",
    pending: (count: number) =>
      count === 1
        ? "One changed article is not in the index of words yet."
        : `${count.toLocaleString("en")} changed articles are not in the index of words yet.`,
    searchHint:
      "Every word may be the beginning of one. A hyphen leaves words out: harbour -winter. “Quoted words” stand together.",
    filters: "Filters and order",
    apply: "Apply",
    clear: "Clear",
    any: "any",
    usual: "usual",
    author: "Author",
    channel: "Channel",
    source: "Source",
    from: "From",
    to: "To",
    tag: "Tag",
    sort: "Order",
    sorts: {
      "-published": "newest first",
      published: "oldest first",
      "-modified": "changed last first",
      modified: "changed longest ago first",
      title: "title, A to Z",
      "-title": "title, Z to A",
      relevance: "best match first",
    },
    tabs: { all: "All", draft: "Drafts", scheduled: "Scheduled", published: "Published", expired: "Expired" },
    states: {
      draft: "draft",
      scheduled: "scheduled",
      published: "published",
      expired: "expired",
      publishesItself: "draft, scheduled",
      draftBeside: "draft beside it",
      publishFailed: "could not be published",
    },
    columns: { title: "Title", state: "State", tags: "Tags", date: "Date" },
    choose: (title: string) => `Choose “${title}”`,
    chooseAll: "Choose all on this page",
    chosen: (count: number): string => (count === 1 ? "1 article is chosen." : "{} articles are chosen."),
    firstPage: "First page",
    onThisPage: (count: number): string => (count === 1 ? "article on this page" : "articles on this page"),
    withChosen: "With the chosen articles",
    actions: {
      tag: "Add the tag",
      untag: "Remove the tag",
      publish: "Publish drafts",
      expire: "Let them expire now",
      delete: "Delete",
    },
    nothingChosen: "No article is chosen. Tick the boxes beside their titles first.",
    tagMissing: "Which tag? Type it into the field first.",
    tokenMissing: "To delete articles, type your token once more.",
    done: {
      tag: (count: number) =>
        count === 1 ? "The tag was added to 1 article." : `The tag was added to ${count} articles.`,
      untag: (count: number) =>
        count === 1 ? "The tag was removed from 1 article." : `The tag was removed from ${count} articles.`,
      publish: (count: number) => (count === 1 ? "1 draft was published." : `${count} drafts were published.`),
      expire: (count: number) => (count === 1 ? "1 article expired." : `${count} articles expired.`),
      delete: (count: number) => (count === 1 ? "1 article was deleted." : `${count} articles were deleted.`),
    },
    failed: (count: number) => (count === 1 ? "1 article was not changed:" : `${count} articles were not changed:`),
    undoHint: "Articles that somebody changes in the meantime stay as they are.",
    undone: (count: number) => (count === 1 ? "1 change was undone." : `${count} changes were undone.`),
    said: { deleted: "The article was deleted.", published: "The article was published." },
  },
  tokens: {
    title: "Tokens",
    empty: "There is no token but the admin token.",
    create: "Make a token",
    created: (name: string) => `The token “${name}” was made. Copy it now, because it is not shown again:`,
    revoke: "Revoke",
    revoked: "The token was revoked. It is not valid any more.",
    never: "never",
    expired: "expired",
    nameHint: "The program or the person that uses it.",
    expiresHint: "A date such as 2027-01-31, or a time from now such as 90d. Empty: never.",
    limitHint: "Empty: 600.",
    rotation:
      "To replace a token, make a new one with the same scopes, give it to its program, and revoke the old one when the column “Last used” shows that nothing uses it any more.",
    columns: {
      name: "Name",
      scopes: "Scopes",
      expires: "Expires",
      used: "Last used",
      limit: "Requests a minute",
      actions: "Actions",
    },
    scopes: {
      read: "reads articles, drafts, runs and statistics",
      write: "writes drafts and uploads media; reads",
      publish: "publishes, changes and deletes articles; writes and reads",
      regenerate: "starts regenerations",
      admin: "everything, tokens and settings included",
    },
  },
  media,
  channels,
  settings,
  webhooks,
  audit,
  apiPage,
  error: {
    title: "This did not work",
    back: "Go back",
    notFound: (path: string) => `There is nothing at ${path}.`,
  },
};

export type Texts = typeof en;

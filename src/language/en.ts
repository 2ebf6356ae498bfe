import { apiPage } from "./en/api-page.ts";
import { articles } from "./en/articles.ts";
import { audit } from "./en/audit.ts";
import { channels } from "./en/channels.ts";
import { editor } from "./en/editor.ts";
import { hub } from "./en/hub.ts";
import { importPage } from "./en/import.ts";
import { media } from "./en/media.ts";
import { overview } from "./en/overview.ts";
import { publicPages } from "./en/public-pages.ts";
import { readers } from "./en/readers.ts";
import { runs } from "./en/runs.ts";
import { settings } from "./en/settings.ts";
import { sources } from "./en/sources.ts";
import { subscribers } from "./en/subscribers.ts";
import { webhooks } from "./en/webhooks.ts";

/**
 * The English texts of pages: the dashboard's and the public ones, by page. Each language has the same members
 * (languages.ts lists them), in one file and a folder with a file for each large page. A function writes a text around a value.
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
    subscribers: "Subscribers",
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
  articles,
  overview,
  runs,
  readers,
  editor,
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
  importPage,
  media,
  channels,
  sources,
  subscribers,
  settings,
  webhooks,
  hub,
  audit,
  apiPage,
  closed: {
    title: "The dashboard is closed",
    explanation:
      "Courant serves the feeds that it published last, and cannot publish: its collection or its configuration has to be mended first. The operator finds the reason in the log and with “courant check”.",
  },
  publicPages,
  error: {
    title: "This did not work",
    back: "Go back",
    notFound: (path: string) => `There is nothing at ${path}.`,
  },
};

export type Texts = typeof en;

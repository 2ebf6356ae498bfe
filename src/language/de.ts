import { apiPage } from "./de/api-page.ts";
import { articles } from "./de/articles.ts";
import { audit } from "./de/audit.ts";
import { channels } from "./de/channels.ts";
import { editor } from "./de/editor.ts";
import { hub } from "./de/hub.ts";
import { importPage } from "./de/import.ts";
import { media } from "./de/media.ts";
import { overview } from "./de/overview.ts";
import { publicPages } from "./de/public-pages.ts";
import { readers } from "./de/readers.ts";
import { runs } from "./de/runs.ts";
import { settings } from "./de/settings.ts";
import { sources } from "./de/sources.ts";
import { subscribers } from "./de/subscribers.ts";
import { webhooks } from "./de/webhooks.ts";
import type { Texts } from "./en.ts";

/** Die deutschen Texte der Seiten. */
export const de: Texts = {
  common: {
    skip: "Zum Inhalt springen",
    menu: "Menü",
    navigation: "Redaktion",
    save: "Speichern",
    cancel: "Abbrechen",
    delete: "Löschen",
    undo: "Rückgängig machen",
    search: "Suchen",
    next: "Nächste Seite",
    none: "Keine",
    yes: "ja",
    no: "nein",
    tokenAgain: "Ihr Token, noch einmal",
    tokenAgainHint:
      "Diese Änderung braucht das Token selbst, damit ein offen gelassener Browser sie nicht machen kann.",
    count: (count) => count.toLocaleString("de"),
    bytes: (text) => text,
    viewSite: "Öffentliche Seiten",
    signOut: "Abmelden",
    signOutEverywhere: "Überall abmelden",
    signedInAs: (name) => `Angemeldet als ${name}`,
    saved: "Gespeichert.",
    scriptNeeded: "Dieser Teil braucht JavaScript.",
  },
  navigation: {
    overview: "Überblick",
    articles: "Artikel",
    import: "Import",
    media: "Medien",
    channels: "Kanäle",
    sources: "Quellen",
    runs: "Läufe",
    readers: "Leseprogramme",
    subscribers: "Abonnenten",
    webhooks: "Webhooks",
    settings: "Einstellungen",
    tokens: "Tokens",
    audit: "Protokoll",
    api: "API",
  },
  signIn: {
    title: "Anmelden",
    token: "Token",
    hint: "Das Admin-Token steht in der Datei admin-token im Datenordner, wenn ADMIN_TOKEN nicht gesetzt ist. „courant token add“ macht weitere.",
    button: "Anmelden",
    signedOut: "Sie sind abgemeldet.",
    signedOutEverywhere: "Sie sind in allen Browsern abgemeldet.",
    expired:
      "Sie wurden abgemeldet: Die Sitzung wurde 12 Stunden lang nicht benutzt, begann vor 14 Tagen, oder ihr Token ist abgelaufen.",
    plainHttp:
      "Diese Seite kam über einfaches HTTP, wo andere auf dem Weg Ihr Token lesen können. Öffnen Sie sie über HTTPS oder auf dem Rechner selbst. Wer Courant betreibt, kann dashboard.plainHttp setzen, um es zu erlauben.",
  },
  articles,
  overview,
  runs,
  readers,
  editor,
  tokens: {
    title: "Tokens",
    empty: "Es gibt kein Token außer dem Admin-Token.",
    create: "Token anlegen",
    created: (name) =>
      `Das Token „${name}“ ist angelegt. Kopieren Sie es jetzt, denn es wird nicht noch einmal gezeigt:`,
    revoke: "Widerrufen",
    revoked: "Das Token ist widerrufen und gilt nicht mehr.",
    never: "nie",
    expired: "abgelaufen",
    nameHint: "Das Programm oder der Mensch, der es benutzt.",
    expiresHint: "Ein Datum wie 2027-01-31 oder eine Frist wie 90d. Leer: nie.",
    limitHint: "Leer: 600.",
    rotation:
      "Um ein Token zu ersetzen, legen Sie ein neues mit denselben Rechten an, geben es seinem Programm und widerrufen das alte, sobald die Spalte „Zuletzt benutzt“ zeigt, dass nichts es mehr benutzt.",
    columns: {
      name: "Name",
      scopes: "Rechte",
      expires: "Läuft ab",
      used: "Zuletzt benutzt",
      limit: "Anfragen je Minute",
      actions: "Aktionen",
    },
    scopes: {
      read: "liest Artikel, Entwürfe, Läufe und Statistik",
      write: "schreibt Entwürfe und lädt Medien hoch; liest",
      publish: "veröffentlicht, ändert und löscht Artikel; schreibt und liest",
      regenerate: "startet Läufe",
      admin: "alles, auch Tokens und Einstellungen",
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
    title: "Die Redaktion ist geschlossen",
    explanation:
      "Courant liefert die zuletzt veröffentlichten Feeds aus und kann nichts veröffentlichen: Erst muss die Sammlung oder die Konfiguration in Ordnung gebracht werden. Wer Courant betreibt, findet den Grund im Log und mit „courant check“.",
  },
  publicPages,
  error: {
    title: "Das ging nicht",
    back: "Zurück",
    notFound: (path) => `Unter ${path} gibt es nichts.`,
  },
};

import type { Texts } from "../en.ts";

export const overview: Texts["overview"] = {
  nothing: "Alles in Ordnung",
  allWell: "Alle Kanäle sind veröffentlicht, alles kommt herein, und auf der Platte ist Platz.",
  attention: (count) =>
    count === 1 ? "Eine Sache braucht Ihre Aufmerksamkeit" : `${count} Dinge brauchen Ihre Aufmerksamkeit`,
  nextRun: "Nächster geplanter Lauf:",
  publishes: "Dieser Knoten veröffentlicht; die anderen folgen ihm.",
  follows: (ms: string | undefined) =>
    ms === undefined
      ? "Ein anderer Knoten veröffentlicht, und dieser folgt ihm."
      : `Ein anderer Knoten veröffentlicht. Dieser hatte die letzte Änderung ${ms} ms nach ihm.`,
  since: "seit",
  levels: { failure: "Fehler", warning: "Warnung" },
  kinds: {
    node: "Der Knoten oder seine Datenbank",
    document: "Ein Kanal oder eine Seite ließ sich nicht erzeugen",
    configuration: "Die Konfiguration",
    source: "Eine Quelle lässt sich nicht lesen",
    import: "Dateien wurden nicht importiert",
    webhook: "Ein Webhook antwortet nicht",
    hub: "Ein Hub stellt nicht zu",
    cache: "Ein Cache wird nicht geleert",
    disk: "Die Platte ist fast voll",
    channel: "Nicht alles hat Platz",
    cover: "Ein Titelbild lässt sich nicht zeigen",
    subscriber: "Eine Adresse wurde vielleicht weitergegeben",
  },
  goTo: {
    node: "Zu den Knoten",
    document: "Zu den Läufen",
    configuration: "Zu den Einstellungen",
    source: "Zu den Quellen",
    import: "Zum Import",
    webhook: "Seine Zustellungen ansehen",
    hub: "Zu den Hubs",
    cache: "Zu den Einstellungen",
    disk: "Zu den Medien",
    channel: "Zu den Kanälen",
    cover: "Zu den Kanälen",
    subscriber: "Zum Abonnenten",
  },
  firstSteps: {
    title: "Die ersten Schritte",
    empty: "Es gibt noch keinen Artikel. Beginnen Sie zum Beispiel so:",
    write: {
      title: "Einen Artikel schreiben",
      text: "Schreiben Sie hier, und veröffentlichen Sie sofort oder zu einer Zeit Ihrer Wahl.",
    },
    import: { title: "Vorhandenes importieren", text: "Dateien, Ordner, Feeds und Exporte anderer Systeme." },
    follow: {
      title: "Einer Quelle folgen",
      text: "Neue Artikel eines Feeds oder einer Website kommen von selbst herein.",
    },
    settings: {
      title: "Die Einstellungen ansehen",
      text: "Titel, Adresse und Sprache Ihrer Website.",
    },
  },
  channels: "Kanäle",
  automatic: "automatisch",
  all: "Alle Kanäle",
  more: (count) =>
    count === 1 ? "Ein weiterer Kanal steht auf dieser Seite:" : `${count} weitere Kanäle stehen auf dieser Seite:`,
  columns: {
    channel: "Kanal",
    articles: "Artikel",
    changed: "Letzte Änderung",
    due: "Nächste Änderung",
    polls: "Abrufe, 24 h",
    unmodified: "Mit 304 beantwortet",
    size: "Kleinste Größe",
    actions: "Aktionen",
  },
  spark: (count) => `Abrufe je Stunde, ${count} in 24 Stunden`,
  polls: "Abrufe der letzten 24 Stunden",
  pollsText: (count, text, share) =>
    count === 0
      ? "Niemand hat einen Feed abgerufen."
      : `${count === 1 ? "Ein Abruf" : `${text} Abrufe`} von Feeds; ${share} davon kosteten fast nichts, weil es nichts Neues gab (304).`,
  hour: "Stunde",
  unmodifiedPolls: "davon 304",
  subscribers: "Abonnenten nach Leseprogramm",
  noSubscribers:
    "Noch hat kein Aggregator eine Zahl von Abonnenten genannt. Wer mit einem eigenen Programm liest, ist nicht dabei.",
  subscribersText: (count, text) =>
    `${count === 1 ? "Ein Abonnent" : `${text} Abonnenten`} hinter Aggregatoren in dieser Woche. Wer mit einem eigenen Programm liest, ist nicht dabei.`,
  week: "Woche ab",
  others: "Andere",
  sizes: "Größen",
  sizesTable: "Größe jedes Dokuments nach Kodierung",
  free: (free, size) => `${free} von ${size} sind frei`,
  format: "Format",
  uncompressed: "unkomprimiert",
  table: "Als Tabelle",
};

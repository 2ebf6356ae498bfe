import type { Texts } from "../en.ts";

export const articles: Texts["articles"] = {
  title: "Artikel",
  create: "Neuer Artikel",
  empty: "Es gibt noch keine Artikel. Schreiben Sie den ersten, oder importieren Sie welche.",
  nothingFound: "So einen Artikel gibt es nicht. Suchen Sie nach anderen Wörtern, oder setzen Sie die Filter zurück.",
  untitled: "(ohne Titel)",
  pending: (count) =>
    count === 1
      ? "Ein geänderter Artikel steht noch nicht im Verzeichnis der Wörter."
      : `${count.toLocaleString("de")} geänderte Artikel stehen noch nicht im Verzeichnis der Wörter.`,
  searchHint:
    "Jedes Wort darf der Anfang eines Wortes sein. Ein Bindestrich schließt Wörter aus: Hafen -Winter. „Wörter in Anführungszeichen“ stehen beisammen.",
  makeChannel: "Kanal aus dieser Suche machen",
  filters: "Filter und Reihenfolge",
  apply: "Anwenden",
  clear: "Zurücksetzen",
  any: "alle",
  usual: "wie üblich",
  author: "Autor",
  channel: "Kanal",
  source: "Quelle",
  from: "Von",
  to: "Bis",
  tag: "Schlagwort",
  sort: "Reihenfolge",
  sorts: {
    "-published": "neueste zuerst",
    published: "älteste zuerst",
    "-modified": "zuletzt geänderte zuerst",
    modified: "am längsten unveränderte zuerst",
    title: "Titel, A bis Z",
    "-title": "Titel, Z bis A",
    relevance: "bester Treffer zuerst",
  },
  tabs: { all: "Alle", draft: "Entwürfe", scheduled: "Geplant", published: "Veröffentlicht", expired: "Abgelaufen" },
  states: {
    draft: "Entwurf",
    scheduled: "geplant",
    published: "veröffentlicht",
    expired: "abgelaufen",
    publishesItself: "Entwurf, geplant",
    draftBeside: "mit Entwurf daneben",
    publishFailed: "konnte nicht erscheinen",
  },
  columns: { title: "Titel", state: "Zustand", tags: "Schlagwörter", date: "Datum" },
  choose: (title) => `„${title}“ auswählen`,
  chooseAll: "Alle auf dieser Seite auswählen",
  chosen: (count) => (count === 1 ? "1 Artikel ist ausgewählt." : "{} Artikel sind ausgewählt."),
  firstPage: "Erste Seite",
  onThisPage: () => "Artikel auf dieser Seite",
  withChosen: "Mit den ausgewählten Artikeln",
  actions: {
    tag: "Schlagwort hinzufügen",
    untag: "Schlagwort entfernen",
    publish: "Entwürfe veröffentlichen",
    expire: "Jetzt ablaufen lassen",
    delete: "Löschen",
  },
  nothingChosen: "Es ist kein Artikel ausgewählt. Setzen Sie zuerst Häkchen neben die Titel.",
  tagMissing: "Welches Schlagwort? Schreiben Sie es zuerst in das Feld.",
  tokenMissing: "Um Artikel zu löschen, geben Sie Ihr Token noch einmal ein.",
  done: {
    tag: (count) =>
      count === 1 ? "1 Artikel hat das Schlagwort bekommen." : `${count} Artikel haben das Schlagwort bekommen.`,
    untag: (count) =>
      count === 1 ? "1 Artikel hat das Schlagwort nicht mehr." : `${count} Artikel haben das Schlagwort nicht mehr.`,
    publish: (count) => (count === 1 ? "1 Entwurf ist veröffentlicht." : `${count} Entwürfe sind veröffentlicht.`),
    expire: (count) => (count === 1 ? "1 Artikel ist abgelaufen." : `${count} Artikel sind abgelaufen.`),
    delete: (count) => (count === 1 ? "1 Artikel ist gelöscht." : `${count} Artikel sind gelöscht.`),
  },
  failed: (count) => (count === 1 ? "1 Artikel ist nicht geändert:" : `${count} Artikel sind nicht geändert:`),
  undoHint: "Artikel, die inzwischen jemand ändert, bleiben, wie sie sind.",
  undone: (count) =>
    count === 1 ? "1 Änderung ist rückgängig gemacht." : `${count} Änderungen sind rückgängig gemacht.`,
  said: {
    deleted: "Der Artikel ist gelöscht.",
    published: "Der Artikel ist veröffentlicht.",
    purged: "Der Artikel ist endgültig getilgt.",
    purging:
      "Der Artikel ist gelöscht. Der Rest wird in den nächsten Minuten getilgt: Das Protokoll sagt, warum nicht sofort.",
  },
};

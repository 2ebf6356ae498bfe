import type { Texts } from "../en.ts";

export const publicPages: Texts["publicPages"] = {
  allFeeds: "Alle Feeds",
  allFeedsFile: "Alle Feeds in einer Datei (OPML)",
  newest: "Neueste Artikel",
  home: {
    how: "So abonnieren Sie",
    choose:
      "Wählen Sie einen Feed, kopieren Sie eine seiner Adressen (ein Klick markiert sie) und fügen Sie diese in Ihrem Feedreader hinzu. Wenn Sie nicht sicher sind, nehmen Sie die erste: RSS versteht jeder Feedreader.",
    everything: "Um allem zu folgen, importieren Sie",
    everythingFile: "alle Feeds in einer OPML-Datei",
    site: "Die Website selbst finden Sie unter",
    groups: "Gruppen von Feeds",
  },
  channel: {
    subscribe: "Abonnieren",
    how: "Dies ist ein Feed für einen Feedreader: Fügen Sie dort eine dieser Adressen hinzu, und neue Artikel kommen zu Ihnen. Wenn Sie nicht sicher sind, nehmen Sie die erste.",
    howPrivate:
      "Dieser Feed ist privat. Fügen Sie in Ihrem Feedreader die Adresse hinzu, die Sie bekommen haben, oder eine von diesen mit Benutzername und Passwort.",
    readers: "Oder hinzufügen in",
    thisDevice: "Ein Feedreader auf diesem Gerät",
    latest: "Neueste Artikel",
    empty:
      "Hier ist noch nichts erschienen. Abonnieren Sie den Feed, dann zeigt Ihr Feedreader den ersten Artikel, sobald er erscheint.",
  },
  copy: {
    button: "Kopieren",
    label: (format, channel) => `${format}-Adresse von ${channel} kopieren`,
    done: "{address} ist kopiert.",
    refused: "Der Browser erlaubt das Kopieren nicht. Die Adresse ist markiert.",
  },
  article: {
    by: "Von",
    updated: "Aktualisiert am",
    readOn: "Weiterlesen bei",
    tags: "Schlagwörter",
    attachments: "Anhänge",
  },
  missing: {
    kicker: (status) => `Fehler ${status}`,
    404: { title: "Hier ist nichts", detail: "Unter dieser Adresse ist nichts veröffentlicht." },
    410: {
      title: "Das gibt es nicht mehr",
      detail: "Der Feed oder die Seite unter dieser Adresse wurde endgültig eingestellt.",
    },
    revoked: {
      title: "Diese Adresse gilt nicht mehr",
      detail:
        "Der Herausgeber hat diese Adresse eines privaten Feeds beendet oder durch eine andere ersetzt. Wenn Sie weiter Zugang haben sollten, fragen Sie ihn nach Ihrer neuen Adresse.",
    },
    nearest: "Vielleicht suchen Sie diesen Feed:",
    feeds: "Feeds",
    list: "Zur Liste der Feeds",
  },
};

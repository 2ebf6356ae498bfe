import type { Texts } from "../en.ts";

export const readers: Texts["readers"] = {
  title: "Leseprogramme",
  intro:
    "Wie sich die Programme verhalten, die Ihre Feeds abrufen: Je kleiner der Anteil ganzer Downloads, desto weniger zahlen alle.",
  empty: "In dieser Zeit hat niemand einen Feed abgerufen.",
  span: "Zeitraum",
  days: (count) => `${count} Tage`,
  unknown: "zu wenige Abrufe",
  against: (interval, maxAge) => `${interval} / ${maxAge} min`,
  columns: {
    reader: "Programm",
    grade: "Note",
    polls: "Abrufe",
    interval: "Abstand / max-age",
    early: "Zu früh",
    conditional: "Mit Bedingung",
    unmodified: "Mit 304 beantwortet",
    madeUp: "Kennung erfunden",
    refused: "429 missachtet",
    gone: "410 missachtet",
  },
  kinds: {
    aggregator: "Aggregator",
    reader: "Leseprogramm",
    browser: "Browser",
    bot: "Bot",
    tool: "Werkzeug",
    other: "anderes",
  },
  others: {
    aggregator: "Andere Aggregatoren",
    reader: "Andere Leseprogramme",
    browser: "Browser",
    bot: "Andere Bots",
    tool: "Andere Werkzeuge",
    other: "Andere",
  },
  tell: "Den Autoren schreiben",
  tellText:
    "Programme mit einem Fehler, und ein Brief auf Englisch, den Sie kopieren und ihren Autoren schicken können.",
  letter: "Brief an die Autoren",
  copy: "Brief kopieren",
  copied: "Der Brief ist kopiert.",
  faults: {
    conditional: (share) => `${share} der wiederholten Abrufe hatten keine Bedingung: Jeder lud wieder alles herunter.`,
    interval: (share) => `${share} der wiederholten Abrufe kamen, bevor max-age abgelaufen war.`,
    validators: (share) => `${share} der Abrufe hatten eine Kennung (ETag oder Datum), die Courant nie geschickt hat.`,
    refusals: (share) => `Auf ${share} der Antworten 429 folgte zu früh eine weitere Anfrage.`,
    gone: (share) => `${share} der Anfragen nach Entferntem kamen nach 410 wieder.`,
  },
  grades: "Wie die Noten entstehen",
  gradesText:
    "Ein Programm, das keine Regel verletzt, hat ein A. Jede Stufe einer verletzten Regel kostet eine Note, bis zum F. Benotet wird ab 20 wiederholten Abrufen.",
  rules: {
    conditional:
      "Wiederholte Abrufe haben eine Bedingung (If-None-Match oder If-Modified-Since): Mehr als 5, 20, 50 und 90 Prozent ohne kosten je eine Note.",
    interval:
      "Abrufe warten, bis max-age abgelaufen ist: Mehr als 15, 40 und 75 Prozent, die früher kommen, kosten je eine Note.",
    validators:
      "Kennungen sind die, die Courant geschickt hat: Mehr als 2 und 20 Prozent erfundene kosten je eine Note.",
    refusals:
      "Nach 429 warten Programme die Zeit in Retry-After ab: Mehr als 30 und 70 Prozent, die das nicht tun, kosten je eine Note.",
    gone: "Nach 410 hören Programme auf: Mehr als 30 und 70 Prozent, die wiederkommen, kosten je eine Note.",
  },
  privacy:
    "Courant zählt Programme aus einer festen Liste und von allen anderen die Art. Es behält weder Adressen noch ganze User-Agents.",
};

import type { Texts } from "../en.ts";

export const audit: Texts["audit"] = {
  title: "Protokoll",
  empty: "Das Protokoll hat keinen solchen Eintrag. „Alles zeigen“ leert die Felder.",
  at: "Wann",
  by: "Von wem",
  action: "Vorgang",
  subject: "Gegenstand",
  changes: "Änderungen",
  what: "Was",
  before: "Vorher",
  after: "Nachher",
  from: "Von Tag",
  to: "Bis Tag",
  byHint: "Der Name eines Tokens, admin, command line oder inbox.",
  actionHint: "Etwa article.updated, oder article für alle Vorgänge an Artikeln.",
  subjectHint: "Kennung, Kurzname, Adresse oder Name des Gegenstands.",
  days: "Die Tage sind die von UTC.",
  show: "Zeigen",
  reset: "Alles zeigen",
  changed: (count) => (count === 1 ? "1 Wert" : `${count} Werte`),
  older: "Ältere Einträge",
};

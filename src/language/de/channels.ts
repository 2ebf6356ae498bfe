import type { Texts } from "../en.ts";

export const channels: Texts["channels"] = {
  title: "Kanäle",
  intro: "Ein Kanal ist ein Feed mit den Artikeln, die er auswählt.",
  add: "Kanal anlegen",
  edit: (title) => `Kanal „${title}“`,
  slug: "Kurzname",
  name: "Titel",
  selects: "Artikel darin",
  everything: "alle",
  tags: (list) => `Schlagwörter: ${list}`,
  authors: (list) => `von: ${list}`,
  language: (tag) => `Sprache: ${tag}`,
  search: (words) => `Wörter: ${words}`,
  feeds: "Feeds",
  change: "Ändern",
  changeOf: (title) => `${title} ändern`,
  actions: "Aktionen",
  said: {
    added: "Der Kanal ist angelegt und veröffentlicht.",
    saved: "Der Kanal ist gespeichert und veröffentlicht.",
    same: "Nichts war anders, also ist nichts geändert.",
    moved: "Der Kanal ist umgezogen. Seine alten Adressen leiten zu den neuen weiter.",
    retired: "Der Kanal ist stillgelegt. Seine Adressen antworten von nun an mit 410.",
  },
  move: "Umziehen",
  moveHint:
    "Ein anderer Kurzname: kleine Buchstaben, Ziffern und einzelne Striche. Die alten Adressen leiten zu den neuen weiter.",
  retire: "Stilllegen",
  becomesPublic:
    "Sie werden öffentlich, wenn Sie den Kanal stilllegen, öffentlich machen oder weniger auswählen lassen.",
  retireSure: "Seine Adressen antworten mit 410, und Leseprogramme bestellen ihn ab. Seine Artikel bleiben.",
  withdraws: (count) =>
    count === undefined
      ? "Dieser Kanal ist exklusiv: Die Artikel, die er auswählt, stehen nirgends öffentlich."
      : count === 1
        ? "Dieser Kanal ist exklusiv: Seinetwegen steht ein Artikel nirgends öffentlich."
        : `Dieser Kanal ist exklusiv: Seinetwegen stehen ${count} Artikel nirgends öffentlich.`,
  wouldWithdraw: (count) =>
    count === undefined
      ? "Wird dieser Kanal privat, verlassen die Artikel, die er auswählt, alles Öffentliche."
      : count === 1
        ? "Wird dieser Kanal privat, verlässt ein Artikel alles Öffentliche: seine Seite, Feeds und Listen."
        : `Wird dieser Kanal privat, verlassen ${count} Artikel alles Öffentliche: ihre Seiten, Feeds und Listen.`,
  withdrawSure: (count) =>
    count === undefined
      ? "Das zieht die Artikel, die der Kanal auswählt, aus allem Öffentlichen zurück: Seiten, Feeds und Listen. Bitte unten bestätigen."
      : count === 1
        ? "Das zieht einen Artikel aus allem Öffentlichen zurück: seine Seite, Feeds und Listen. Bitte unten bestätigen."
        : `Das zieht ${count} Artikel aus allem Öffentlichen zurück: ihre Seiten, Feeds und Listen. Bitte unten bestätigen.`,
  withdraw: "Diese Artikel aus der Öffentlichkeit zurückziehen",
  automatic:
    "Kanäle, die von selbst entstehen, nach Schlagwort, Autorin oder Autor und Sprache, stehen in den Einstellungen.",
};

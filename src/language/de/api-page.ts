import type { Texts } from "../en.ts";

export const apiPage: Texts["apiPage"] = {
  title: "API",
  intro:
    "Alles auf diesen Seiten ist auch ein Aufruf der Admin-API, also können es auch Programme tun. Jeder Aufruf braucht ein Token.",
  document: "Die Beschreibung aller Aufrufe für Programme (OpenAPI)",
  documentHint: "Werkzeuge, die Clients, Tests und Dokumentation machen, lesen sie.",
  token: "Ein Token für Ihr Programm",
  tokenSteps: [
    "Legen Sie ein Token mit den geringsten Rechten an, die genügen. Ein Programm, das veröffentlicht, braucht „publish“.",
    "Kopieren Sie es, wenn es gezeigt wird, und bewahren Sie es dort auf, wo Ihr Programm seine Geheimnisse hat.",
    "Senden Sie es mit jeder Anfrage, im Header Authorization.",
  ],
  makeToken: "Token anlegen",
  askForToken: "Wer Courant verwaltet, legt Tokens an, auf der Seite „Tokens“ oder mit „courant token add“.",
  example: "Einen Artikel veröffentlichen",
  exampleHint: "Setzen Sie vorher TOKEN auf Ihr Token.",
  calls: "Aufrufe",
  call: "Aufruf",
  does: "Was er tut",
  scope: "Recht",
};

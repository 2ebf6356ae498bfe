import type { Texts } from "../en.ts";

export const hub: Texts["hub"] = {
  title: "Abonnements (WebSub)",
  intro: "Programme, die abonnieren, bekommen die Feeds, sobald sie sich ändern, und müssen nicht immer wieder fragen.",
  closed:
    "Die Feeds nennen keinen Hub, also kann niemand ihre Änderungen abonnieren. Das steht in den Einstellungen unter websub.",
  address: "Adresse des Hubs",
  subscribers: "Abonnements",
  delivered: "Zustellungen",
  failed: "Gescheiterte Versuche",
  since: "Gezählt seit",
  topics: "Abonnierte Feeds",
  document: "Feed",
  failing: "Davon gescheitert",
  failingSubscribers: "Abonnements, die scheitern",
  host: "Host",
  failures: "Fehler",
  failingSince: "Seit",
  reason: "Warum",
  elsewhere: "Hubs anderswo",
  state: "Zustand",
  works: "arbeitet",
  fails: "scheitert",
  accepted: "Nahm zuletzt eine Änderung an",
  lastDelivery: "Stellte zuletzt zu",
};

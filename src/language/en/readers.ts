export const readers = {
  title: "Readers",
  intro:
    "How the programs behave that ask for your feeds: the smaller the share of whole downloads, the less everybody pays.",
  empty: "Nobody has asked for a feed in this time.",
  span: "Time",
  days: (count: number) => `${count} days`,
  unknown: "too few polls",
  against: (interval: string, maxAge: string) => `${interval} / ${maxAge} min`,
  columns: {
    reader: "Reader",
    grade: "Grade",
    polls: "Polls",
    interval: "Interval / max-age",
    early: "Too early",
    conditional: "Conditional",
    unmodified: "Answered 304",
    madeUp: "Validators made up",
    refused: "429 ignored",
    gone: "410 ignored",
  },
  kinds: {
    aggregator: "aggregator",
    reader: "reader",
    browser: "browser",
    bot: "bot",
    tool: "tool",
    other: "other",
  },
  others: {
    aggregator: "Other aggregators",
    reader: "Other readers",
    browser: "Browsers",
    bot: "Other bots",
    tool: "Other tools",
    other: "Others",
  },
  tell: "Tell their authors",
  tellText: "Readers with a fault, and a letter that you can copy and send to their authors.",
  letter: "Letter to the authors",
  copy: "Copy the letter",
  copied: "The letter is copied.",
  faults: {
    conditional: (share: string) =>
      `${share} of repeated polls had no condition: each one downloaded everything again.`,
    interval: (share: string) => `${share} of repeated polls came before max-age was over.`,
    validators: (share: string) => `${share} of polls had a validator that Courant never sent.`,
    refusals: (share: string) => `${share} of the answers 429 were followed by another request too soon.`,
    gone: (share: string) => `${share} of requests for what is gone came again after 410.`,
  },
  grades: "How the grades come about",
  gradesText:
    "A reader that breaks no rule has an A. Each step of a rule that it breaks costs a grade, down to F. A reader is graded from 20 repeated polls on.",
  rules: {
    conditional:
      "Repeated polls have a condition (If-None-Match or If-Modified-Since): more than 5, 20, 50 and 90 percent without one cost a grade each.",
    interval: "Polls wait until max-age is over: more than 15, 40 and 75 percent that come earlier cost a grade each.",
    validators: "Validators are those that Courant sent: more than 2 and 20 percent made up cost a grade each.",
    refusals: "After 429, readers wait for Retry-After: more than 30 and 70 percent that do not cost a grade each.",
    gone: "After 410, readers stop: more than 30 and 70 percent that come again cost a grade each.",
  },
  privacy:
    "Courant counts products from a fixed list, and the kinds of all others. It keeps neither addresses nor whole User-Agents.",
};

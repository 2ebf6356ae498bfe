export const apiPage = {
  title: "API",
  intro:
    "Everything on these pages is also a call of the admin API, so programs can do it, too. Each call needs a token.",
  document: "The description of all calls for programs (OpenAPI)",
  documentHint: "Tools that make clients, tests and documentation read it.",
  token: "A token for your program",
  tokenSteps: [
    "Make a token with the least scopes that do. A program that publishes needs “publish”.",
    "Copy it when it is shown, and keep it where your program keeps its secrets.",
    "Send it with each request, in the header Authorization.",
  ],
  makeToken: "Make a token",
  askForToken: "An admin makes tokens, on the page “Tokens” or with “courant token add”.",
  example: "Publish an article",
  exampleHint: "Set TOKEN to your token first.",
  calls: "Calls",
  call: "Call",
  does: "What it does",
  scope: "Scope",
};

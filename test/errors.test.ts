import { test } from "tap";
import { CourantError, hideSecrets, messageOf } from "../src/errors.ts";

test("an error becomes problem details with a stable code", (t) => {
  const error = new CourantError("ARTICLE_NOT_FOUND", "No article has the id “x”.");
  t.same(error.toProblem(), {
    type: "about:blank",
    title: "There is no such article",
    status: 404,
    detail: "No article has the id “x”.",
    code: "ARTICLE_NOT_FOUND",
  });
  t.end();
});

test("anything that is thrown has a message", (t) => {
  t.equal(messageOf(new Error("broken")), "broken");
  t.equal(messageOf("broken"), "broken");
  t.end();
});

test("secrets in addresses are hidden, and the rest of the text stays", (t) => {
  for (const [text, shown] of [
    ["https://a.example/feed?code=abc&page=2", "https://a.example/feed?code=(hidden)&page=2"],
    ["https://a.example/?page=2&auth_code=abc#code=here", "https://a.example/?page=2&auth_code=(hidden)#code=here"],
    ["https://a.example/?postcode=1234&decoder=x&code", "https://a.example/?postcode=1234&decoder=x&code"],
  ] as const) {
    t.equal(hideSecrets(text), shown);
  }
  t.end();
});

import { test } from "tap";
import { CourantError, messageOf } from "../src/errors.ts";

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

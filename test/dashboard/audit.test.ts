import { startService } from "../service.ts";
import { slowTest } from "../slow.ts";
import { signIn } from "./desk.ts";

const hostile = `<img src=x onerror=alert(1)>"><script>alert(2)</script>`;

slowTest("the audit log shows changes as text, filters them, and leads to older ones", async (t) => {
  const service = await startService(t);
  for (const title of ["One", hostile]) await service.admin("POST", "/articles", { id: "a", title });
  await service.admin("POST", "/articles", { id: "b", title: "Other" });
  const desk = await signIn(service);
  const all = String((await desk.get("/dashboard/audit")).body);
  t.match(all, "article.updated");
  t.match(all, "&lt;img src=x onerror=alert(1)&gt;&quot;&gt;&lt;script&gt;");
  t.notMatch(all, "<img");
  const updates = String((await desk.get("/dashboard/audit?action=article.updated&by=&subject=")).body);
  t.match(updates, /<del dir="auto">One<\/del>/);
  t.notMatch(updates, "article.created</td>");
  t.match(updates, 'value="article.updated"', "the filter stays in its form");
  const none = String((await desk.get("/dashboard/audit?subject=%22%3E%3Cscript%3E")).body);
  t.match(none, "The log has no entry like this.");
  t.notMatch(none, `"><script>`);
  t.equal((await desk.get("/dashboard/audit?from=yesterday")).status, 400);
});

slowTest("only admins see the audit log, the webhooks and the tokens", async (t) => {
  const service = await startService(t);
  const made = JSON.parse(String((await service.admin("POST", "/tokens", { name: "Ann", scopes: ["read"] })).body));
  const desk = await signIn(service, made.token);
  for (const path of ["/dashboard/audit", "/dashboard/webhooks", "/dashboard/subscribers", "/dashboard/tokens"]) {
    const answer = await desk.get(path);
    t.equal(answer.status, 403, path);
    t.match(String(answer.body), "<html");
  }
  const page = String((await desk.get("/dashboard/api")).body);
  t.match(page, "https://feeds.example/admin/articles");
  t.match(page, "An admin makes tokens");
  t.match(page, /POST \/admin\/import<\/code><\/th>\n<td lang="en">Import a text[^<]*<\/td>\n<td>publish</);
});

import { startService, token } from "../service.ts";
import { slowTest } from "../slow.ts";
import { signIn } from "./desk.ts";

slowTest("an article is erased for good on a page that says what goes, and asks for the token once more", async (t) => {
  const service = await startService(t);
  const desk = await signIn(service);
  const id = "urn:x:erased";
  const place = encodeURIComponent(id);
  await service.admin("PUT", `/articles/${place}`, { title: "To be erased", content_html: "<p>Text</p>" });
  const link = `/dashboard/articles/purge/${place}`;
  t.match(String((await desk.get(`/dashboard/articles/revisions/${place}`)).body), `href="${link}"`);
  await service.admin("DELETE", `/articles/${place}`);
  t.match(
    String((await desk.get(`/dashboard/articles/edit/${place}`)).body),
    `href="${link}"`,
    "also when it is deleted",
  );
  const page = String((await desk.get(link)).body);
  t.match(page, /A backup or an export that was made before still has the article/);
  t.match(page, /uploaded files that nothing else uses/);

  const refused = await desk.post("/dashboard/articles/purge", { id, token: "wrong" });
  t.equal(refused.status, 401);
  t.equal((await service.admin("GET", `/articles/${place}`)).status, 410);
  const done = await desk.post("/dashboard/articles/purge", { id, token });
  t.equal(done.status, 303, String(done.body));
  t.equal(done.headers.location, "/dashboard/articles?said=purged");
  t.match(String((await desk.get("/dashboard/articles?said=purged")).body), "The article was erased for good.");
  const gone = await desk.get(`/dashboard/articles/edit/${place}`);
  t.equal(gone.status, 410);
  t.notMatch(String(gone.body), "Bring it back");
  t.equal((await desk.post("/dashboard/articles/purge", { id, token })).status, 410);

  const writer = await service.admin("POST", "/tokens", { name: "writer", scopes: ["publish"] });
  const { token: text } = JSON.parse(writer.body.toString()) as { token: string };
  await service.admin("PUT", "/articles/other", { title: "Other", content_html: "<p>Text</p>" });
  const other = await signIn(service, text);
  t.notMatch(String((await other.get("/dashboard/articles/revisions/other")).body), "/purge/");
  t.equal((await other.post("/dashboard/articles/purge", { id: "other", token: text })).status, 403);
  t.equal((await service.admin("GET", "/articles/other")).status, 200);
});

import { execFileSync } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Test } from "tap";
import { request } from "undici";
import { freePort } from "../free-port.ts";
import { startService } from "../service.ts";
import { slowTest } from "../slow.ts";
import { noNginx, startNginx } from "./nginx.ts";
import { missing, openFolder, startProgram } from "./program.ts";
import { recipe } from "./recipe.ts";

const noCaddy = missing("caddy", "version", "caddy");

const fronts: Record<string, (t: Test, port: number, upstream: string) => Promise<void>> = {
  nginx: (t, port, upstream) =>
    startNginx(t, port, () =>
      recipe("nginx-path.conf", [
        ["127.0.0.1:8080", upstream],
        ["listen 443 ssl http2;", `listen 127.0.0.1:${port};`],
        ["    listen [::]:443 ssl http2;\n", ""],
        ["    ssl_certificate /etc/letsencrypt/live/example.org/fullchain.pem;\n", ""],
        ["    ssl_certificate_key /etc/letsencrypt/live/example.org/privkey.pem;\n", ""],
      ]),
    ),
  async Caddy(t, port, upstream) {
    const folder = await openFolder(t);
    const [file, adapted] = [join(folder, "Caddyfile"), join(folder, "caddy.json")];
    const text = recipe("Caddyfile-path", [
      ["127.0.0.1:8080", upstream],
      ["\nexample.org {", `\nhttp://127.0.0.1:${port} {`],
    ]);
    await writeFile(file, text);
    const config = execFileSync("caddy", ["adapt", "--adapter", "caddyfile", "--config", file], { encoding: "utf8" });
    const admin = { disabled: true, config: { persist: false } };
    await writeFile(adapted, JSON.stringify({ ...JSON.parse(config), admin }));
    await startProgram(t, "caddy", ["run", "--config", adapted], port);
  },
};

for (const [name, start] of Object.entries(fronts)) {
  slowTest(`${name} by docs/examples takes a path off`, { skip: name === "nginx" ? noNginx : noCaddy }, async (t) => {
    const [port, servicePort] = [await freePort(), await freePort()];
    const base = `http://127.0.0.1:${port}/blog`;
    const service = await startService(t, { env: { BASE_URL: base, PORT: String(servicePort) } });
    const odd = "https://elsewhere.example/An id%";
    for (const id of [odd, "urn:ü"]) await service.admin("POST", "/articles", { id, title: id });
    await service.admin("POST", "/regenerate");
    await start(t, port, `127.0.0.1:${servicePort}`);
    const ask = async (address: string) => {
      const { statusCode, headers, body } = await request(address);
      return { status: statusCode, location: headers.location, body: await body.text() };
    };
    const { body } = await ask(`${base}/feeds/news.json`);
    const { items } = JSON.parse(body) as { items: { id: string; url: string }[] };
    t.same(items.map(({ id }) => id).sort(), [odd, "urn:ü"]);
    for (const { id, url } of items) {
      t.ok(url.startsWith(`${base}/articles/`), url);
      t.match(await ask(url), { status: 200 }, `the page of ${id}`);
    }
    t.match((await ask(`${base}/feeds/latest.rss`)).location, "/blog/feeds/news.rss");
    t.match(new URL(String((await ask(base)).location), base).pathname, "/blog/");
    t.match((await ask(`${base}/`)).body, `href="/blog/feeds/news"`);
    t.match(await ask(`${base}/admin/articles`), { status: 401 });
  });
}

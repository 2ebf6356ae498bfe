import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "tap";
import { parse } from "yaml";
import { readEnvironment } from "../../src/config/environment.ts";
import { missing } from "../front/program.ts";
import { slowTest } from "../slow.ts";
import { examplesFolder, readRepositoryFile } from "./repository.ts";

const example = (name: string) => join(examplesFolder, name);
/** Compose is a plugin of Docker, or a program of its own. */
const compose = missing("docker", "compose", "docker-compose") ? ["docker-compose"] : ["docker", "compose"];
const noCompose = compose.length === 1 && missing("docker-compose", "version", "docker-compose");
const noSystemd = missing("systemd-analyze", "--version", "systemd");
const noCaddy = missing("caddy", "version", "caddy");

test("docs/deployment.md names every file of docs/examples", (t) => {
  const page = readRepositoryFile("docs/deployment.md");
  for (const name of readdirSync(examplesFolder)) t.match(page, `(examples/${name})`, name);
  t.end();
});

test("the environment of the service is one that Courant accepts", (t) => {
  const lines = readFileSync(example("environment"), "utf8").split("\n");
  const settings = lines.filter((line) => /^\w+=/.test(line)).map((line) => line.split("=", 2));
  t.equal(readEnvironment(Object.fromEntries(settings)).baseUrl, "https://feeds.example.org");
  t.equal(settings.length, 4);
  t.end();
});

test("systemd accepts the unit", { skip: noSystemd }, (t) => {
  const unit = readFileSync(example("courant.service"), "utf8");
  const program = "/opt/courant/node_modules/.bin/node";
  t.match(unit, program);
  const file = join(t.testdir(), "courant.service");
  writeFileSync(file, unit.replace(program, process.execPath));
  const { status, stderr } = spawnSync("systemd-analyze", ["verify", file], { encoding: "utf8" });
  // Units of the machine itself may have mistakes, too.
  t.same([status, stderr.split("\n").filter((line) => line.includes("courant.service"))], [0, []]);
  t.end();
});

test("the compose file keeps the configuration and the data in one volume", (t) => {
  const { services, volumes } = parse(readFileSync(example("compose.yaml"), "utf8"));
  t.same(services.courant.volumes, ["courant:/var/lib/courant"]);
  t.ok("courant" in volumes);
  t.match(readRepositoryFile("Dockerfile"), "VOLUME /var/lib/courant");
  t.match(readRepositoryFile("Dockerfile"), "CONFIG_FILE=/var/lib/courant/config/courant.yaml");
  t.end();
});

slowTest("Compose accepts the compose files", { skip: noCompose }, (t) => {
  const [program = "", ...plugin] = compose;
  for (const name of ["compose.yaml", "compose-nodes.yaml"]) {
    const args = [...plugin, "--file", example(name), "config", "--quiet"];
    const { status, stderr } = spawnSync(program, args, { encoding: "utf8" });
    t.same([status, stderr], [0, ""], name);
  }
  t.end();
});

test("nginx accepts the file before the nodes", { skip: missing("nginx", "-v", "nginx") }, (t) => {
  const folder = t.testdir();
  const site = readFileSync(example("nginx-nodes.conf"), "utf8").replaceAll(
    /server (?:one|two):/g,
    "server 127.0.0.1:",
  );
  writeFileSync(join(folder, "site.conf"), site);
  writeFileSync(
    join(folder, "nginx.conf"),
    `pid ${folder}/pid; events {} http { access_log off; include ${folder}/site.conf; }`,
  );
  const { status, stderr } = spawnSync("nginx", ["-t", "-c", join(folder, "nginx.conf")], { encoding: "utf8" });
  t.equal(status, 0, stderr);
  t.end();
});

test("each node of the compose file has the same database and a volume of its own", (t) => {
  const { services, volumes } = parse(readFileSync(example("compose-nodes.yaml"), "utf8"), { merge: true });
  const nodes = [services.one, services.two];
  t.equal(new Set(nodes.map(({ environment }) => environment.DATABASE_URL)).size, 1);
  t.same(
    nodes.map((node) => node.volumes),
    [["one:/var/lib/courant"], ["two:/var/lib/courant"]],
  );
  t.ok("one" in volumes && "two" in volumes && "postgres" in volumes);
  t.equal(services.pgbouncer.environment.POOL_MODE, "transaction");
  t.end();
});

test("Caddy accepts the Caddyfiles", { skip: noCaddy }, (t) => {
  for (const name of ["Caddyfile", "Caddyfile-path"]) {
    const args = ["adapt", "--adapter", "caddyfile", "--config", example(name)];
    const { status, stdout } = spawnSync("caddy", args, { encoding: "utf8" });
    t.equal(status, 0, name);
    t.match(stdout, '"dial":"127.0.0.1:8080"', name);
  }
  t.end();
});

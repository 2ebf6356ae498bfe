import fc from "fast-check";
import { test } from "tap";
import { readEnvironment, settingVariables } from "../../src/config/environment.ts";
import { describeMisspelling, findMisspellings } from "../../src/config/misspelt.ts";

const known = Object.keys(settingVariables);
const meantBy = (name: string, value = "x") => findMisspellings({ [name]: value }, known)[0]?.meant;

test("names that resemble a setting are told, with the setting that they mean", (t) => {
  const cases: [name: string, meant: string][] = [
    ["BASEURL", "BASE_URL"],
    ["BASE_ULR", "BASE_URL"],
    ["BASE_URI", "BASE_URL"],
    ["base_url", "BASE_URL"],
    ["COURANT_BASE_URL", "BASE_URL"],
    ["FEED_DIR", "FEEDS_DIR"],
    ["FEEDSDIR", "FEEDS_DIR"],
    ["DATADIR", "DATA_DIR"],
    ["DATA_DIRS", "DATA_DIR"],
    ["ADMINTOKEN", "ADMIN_TOKEN"],
    ["ADMIN_TOKEN_FIEL", "ADMIN_TOKEN_FILE"],
    ["COURANT_PORT", "PORT"],
    ["COURANT_HOST", "HOST"],
    ["LOGLEVEL", "LOG_LEVEL"],
    ["CONFIGFILE", "CONFIG_FILE"],
    ["PUBLISHING_URI", "PUBLISHING_URL"],
  ];
  for (const [name, meant] of cases) t.equal(meantBy(name), meant, name);
  t.end();
});

test("common variables are no mistakes", (t) => {
  const common = [
    ...["HOSTNAME", "PORTS", "HOSTTYPE", "HOME", "POST", "SORT", "COST", "HOSTS", "LOGNAME", "port", "host", "socket"],
    ...["XDG_DATA_DIRS", "XDG_DATA_HOME", "DOCKER_HOST", "SSH_AUTH_SOCK", "DATABASE_URL", "TOKEN", "GITHUB_TOKEN"],
    ...["BASE_DIR", "BASH_ENV", "PWD", "OLDPWD", "PATH", "LANG", "TERM", "SHELL", "USER", "MAIL", "EDITOR", "TMPDIR"],
    ...["COURANT_SERVICE_HOST", "COURANT_SERVICE_PORT", "COURANT_PORT_8080_TCP", "COURANT_PORT_8080_TCP_ADDR"],
    ...["NODE_ENV", "NODE_OPTIONS", "DATA", "FEEDS", "CONFIG", "URL", "LOG", "LEVEL", "npm_config_cache"],
  ];
  for (const name of [...common, ...known]) t.equal(meantBy(name), undefined, name);
  t.equal(
    meantBy("COURANT_PORT", "tcp://10.0.0.1:8080"),
    undefined,
    "Kubernetes sets this for a service named courant",
  );
  t.equal(meantBy("BASEURL", ""), undefined, "an empty value is unset");
  t.end();
});

test("nothing is told where the right name is set as well", (t) => {
  t.same(readEnvironment({ BASEURL: "x", BASE_URL: "https://a.example" }).misspellings, []);
  t.same(readEnvironment({}, { FEED_DIR: "x" }).misspellings, [{ name: "FEED_DIR", meant: "FEEDS_DIR" }]);
  t.end();
});

test("a message never holds a value, and any names are looked at without harm", (t) => {
  t.equal(
    describeMisspelling({ name: "ADMINTOKEN", meant: "ADMIN_TOKEN" }),
    "The variable ADMINTOKEN is set, and Courant does not read it: did you mean ADMIN_TOKEN? Rename it, or unset it.",
  );
  fc.assert(
    fc.property(fc.string(), fc.string({ minLength: 1 }), (name, secret) => {
      for (const found of findMisspellings({ [name]: secret }, known)) {
        t.ok(known.includes(found.meant));
        if (!name.includes(secret) && secret.length > 8) t.notOk(describeMisspelling(found).includes(secret));
      }
    }),
  );
  t.end();
});

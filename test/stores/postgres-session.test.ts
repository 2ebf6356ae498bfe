import { type Test, test } from "tap";
import { connectTo } from "../../src/stores/postgres/connections.ts";
import { createPostgresEngine } from "../../src/stores/postgres/engine.ts";
import { atomically, type Engine, query, type Work } from "../../src/stores/sql/engine.ts";
import { lacksPostgres, startPostgres } from "../postgres.ts";

const skip = lacksPostgres;

/** Opens a database with the lock of writers, a lease of generation 1, and an empty table of names. */
async function openEngine(t: Test) {
  const server = await startPostgres(t);
  const connections = connectTo(await server.createDatabase(), { maxConnections: 4, onError: () => {} });
  t.after(() => connections.close());
  const generation = { mine: 1 };
  const engine = createPostgresEngine(connections, { fence: () => generation.mine });
  const connection = await connections.connect();
  await connection.query(
    `CREATE TABLE writers (); CREATE TABLE names (name TEXT PRIMARY KEY);
     CREATE FUNCTION check_generation(mine BIGINT) RETURNS void LANGUAGE plpgsql AS $$ BEGIN
       IF mine <> 1 THEN RAISE EXCEPTION 'old' USING ERRCODE = 'CRT01'; END IF; END $$`,
    [],
    false,
  );
  connection.release();
  return { engine, generation };
}

const add = query("INSERT INTO names VALUES (?)");
const all = query("SELECT name FROM names ORDER BY name");

async function namesIn(engine: Engine): Promise<unknown[]> {
  return (await engine.do(all.all())).map(({ name }) => name);
}

test("of writes that nobody waited for, the first that fails is the error, and nothing is stored", {
  skip,
}, async (t) => {
  const { engine } = await openEngine(t);
  const doubled = (rest: () => Work<unknown>) =>
    engine.do(
      atomically(function* () {
        yield* add.runEach([["a"], ["a"], ["b"]]);
        yield* rest();
      }),
    );
  const reading = function* () {
    yield* all.all();
  };
  for (const rest of [reading, function* () {}]) {
    await t.rejects(doubled(rest), { code: "23505" });
    t.same(await namesIn(engine), []);
  }
});

test("what is read sees the writes before it, and the end waits for all of them", { skip }, async (t) => {
  const { engine } = await openEngine(t);
  const names = Array.from({ length: 2_500 }, (_, index) => String(index));
  const count = query("SELECT count(*) AS count FROM names");
  const row = await engine.do(
    atomically(function* () {
      for (const name of names) yield* add.runEach([[name]]);
      return yield* count.get();
    }),
  );
  t.equal(row?.count, names.length);
  t.equal((await namesIn(engine)).length, names.length);
});

test("work of a transaction begins when the one before it is over", { skip }, async (t) => {
  const { engine } = await openEngine(t);
  const steps: string[] = [];
  const work = (name: string) =>
    engine.do(
      atomically(function* () {
        steps.push(`${name} begins`);
        yield* add.runEach([[name]]);
        yield* all.all();
        steps.push(`${name} ends`);
      }),
    );
  await Promise.all(["a", "b", "c"].map(work));
  for (let index = 0; index < steps.length; index += 2) {
    t.equal(steps[index]?.replace("begins", "ends"), steps[index + 1]);
  }
  t.same(await namesIn(engine), ["a", "b", "c"]);
});

test("a node that published before writes nothing, neither by itself nor in a transaction", { skip }, async (t) => {
  const { engine, generation } = await openEngine(t);
  generation.mine = 0;
  const refused = { code: "PUBLISHING_UNAVAILABLE" };
  await t.rejects(engine.do(add.run("a")), refused);
  await t.rejects(engine.do(atomically(() => add.runEach([["b"]]))), refused);
  generation.mine = 1;
  t.same(await namesIn(engine), []);
  t.equal(await engine.do(add.run("c")), 1);
  t.same(await namesIn(engine), ["c"]);
});

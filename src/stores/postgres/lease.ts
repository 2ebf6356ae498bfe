import type { Lease, LeaseStore } from "../nodes.ts";
import { atomically, createStore, type Engine, query } from "../sql/engine.ts";

const inTime = "clock_timestamp() + CAST(:forMs AS BIGINT) * INTERVAL '1 millisecond'";

/**
 * Opens the lease: one row. A takeover waits for the write that goes on, as every writer does, so that afterwards no write
 * of the node before can end. A renewal waits for nobody.
 * @param setFence receives the generation without which this process may write nothing any more
 */
export function openLease(engine: Engine, setFence: (generation: number) => void): LeaseStore {
  // Asked first, because all nodes ask again and again, and taking it makes writers wait.
  const findFree = query("SELECT generation FROM lease WHERE expires < clock_timestamp()");
  const take = query(
    `UPDATE lease SET generation = generation + 1, holder = :holder, expires = ${inTime}
     WHERE expires < clock_timestamp() RETURNING generation`,
  );
  const extend = query(`UPDATE lease SET expires = ${inTime} WHERE generation = :generation AND holder = :holder`);
  const giveBack = query("UPDATE lease SET expires = '-infinity' WHERE generation = :generation AND holder = :holder");
  const read = query(
    `SELECT generation, holder, greatest(0, CASE WHEN expires = '-infinity' THEN 0
       ELSE extract(epoch FROM expires - clock_timestamp()) * 1000 END) AS remaining FROM lease`,
  );

  return {
    ...createStore<Omit<LeaseStore, "fence">>(engine, {
      *acquire(holder, forMs) {
        if (!(yield* findFree.get())) return undefined;
        return yield* atomically(function* () {
          const row = yield* take.get({ holder, forMs });
          return row && { holder, generation: Number(row.generation) };
        });
      },

      *renew({ holder, generation }, forMs) {
        return (yield* extend.run({ holder, generation, forMs })) === 1;
      },

      *release({ holder, generation }) {
        yield* giveBack.run({ holder, generation });
      },

      *read() {
        const row = yield* read.get();
        const holder = row?.holder;
        return {
          generation: Number(row?.generation),
          holder: typeof holder === "string" ? holder : undefined,
          remainingMs: Math.round(Number(row?.remaining)),
        };
      },
    }),

    fence: ({ generation }: Lease) => setFence(generation),
  };
}

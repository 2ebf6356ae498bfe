import { Gauge, type Registry } from "prom-client";

/** A metric that is read for each scrape. While its value is not known, it is not shown. */
export type Reading = { name: string; help: string; read: () => number | undefined | Promise<number | undefined> };

/** Registers metrics that are read for each scrape. One that cannot be read hides no other. */
export function registerGauges(register: Registry, readings: readonly Reading[]): void {
  for (const { name, help, read } of readings) {
    new Gauge({
      name,
      help,
      registers: [register],
      async collect() {
        const value = await readValue(read);
        if (value === undefined) this.remove();
        else this.set(value);
      },
    });
  }
}

async function readValue(read: Reading["read"]): Promise<number | undefined> {
  try {
    return await read();
  } catch {
    return undefined;
  }
}

import { Gauge, type Registry } from "prom-client";
import type { Node, NodeState } from "../nodes/node.ts";

/** Registers the metrics of a node among several: whether it publishes, and how far it has followed. */
export function registerNodeMetrics(register: Registry, node: Pick<Node, "state">): void {
  const registers = [register];
  let reading: Promise<NodeState> | undefined;
  /** All gauges of one scrape show the same moment. */
  function readState(): Promise<NodeState> {
    reading ??= node.state().finally(() => {
      reading = undefined;
    });
    return reading;
  }
  for (const [name, help, read] of [
    [
      "courant_node_publishing",
      "Whether this node publishes: it has the lease",
      ({ isPublishing }: NodeState) => Number(isPublishing),
    ],
    ["courant_node_generation", "The number of takeovers so far", ({ generation }: NodeState) => generation],
    ["courant_node_commit", "The number of the last commit on this node", ({ commit }: NodeState) => commit],
    [
      "courant_node_lag_seconds",
      "How long after its commit this node had the last one",
      ({ lagMs }: NodeState) => (lagMs === undefined ? undefined : lagMs / 1000),
    ],
    [
      "courant_node_database_reachable",
      "Whether the database answers this node",
      ({ isReached }: NodeState) => Number(isReached),
    ],
  ] as const) {
    new Gauge({
      name,
      help,
      registers,
      async collect() {
        const value = read(await readState());
        if (value === undefined) this.remove();
        else this.set(value);
      },
    });
  }
}

import type { Registry } from "prom-client";
import type { Node, NodeState } from "../nodes/node.ts";
import { registerGauges } from "./gauges.ts";

/** Registers the metrics of a node among several: whether it publishes, and how far it has followed. */
export function registerNodeMetrics(register: Registry, node: Pick<Node, "state">): void {
  let state: Promise<NodeState> | undefined;
  /** All gauges of one scrape show the same moment. */
  function readState(): Promise<NodeState> {
    state ??= node.state().finally(() => {
      state = undefined;
    });
    return state;
  }
  const from =
    <Value>(value: (state: NodeState) => Value) =>
    async () =>
      value(await readState());
  registerGauges(register, [
    {
      name: "courant_node_publishing",
      help: "Whether this node publishes: it has the lease",
      read: from(({ isPublishing }) => Number(isPublishing)),
    },
    {
      name: "courant_node_generation",
      help: "The number of takeovers so far",
      read: from(({ generation }) => generation),
    },
    {
      name: "courant_node_commit",
      help: "The number of the last commit on this node",
      read: from(({ commit }) => commit),
    },
    {
      name: "courant_node_lag_seconds",
      help: "How long after its commit this node had the last one",
      read: from(({ lagMs }) => (lagMs === undefined ? undefined : lagMs / 1000)),
    },
    {
      name: "courant_node_database_reachable",
      help: "Whether the database answers this node",
      read: from(({ isReached }) => Number(isReached)),
    },
  ]);
}

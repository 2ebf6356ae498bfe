import type { StoredState } from "../published/manifest.ts";
import type { VerifiedAtCheckpoint } from "./target.ts";

/** A target as it was built last: its fingerprint, when it changes by itself, and which archives were verified. */
export type TargetState = {
  fingerprint: string;
  due?: number | undefined;
  verified?: VerifiedAtCheckpoint | undefined;
};

/**
 * Returns the state of a target that was built.
 * @param editsDue when it must be built again for edits that wait. Its fingerprint then is one that no target has.
 */
export function stateAfterBuild(
  fingerprint: string,
  due: number | undefined,
  editsDue: number | undefined,
): TargetState {
  if (editsDue === undefined) return { fingerprint, due };
  return { fingerprint: `${fingerprint} before edits`, due: Math.min(due ?? editsDue, editsDue) };
}

/** Converts the states of targets into the form that the manifest stores. */
export function toStoredKeys(targets: Iterable<[string, TargetState]>): StoredState["keys"] {
  return Object.fromEntries(
    [...targets].map(([id, { fingerprint: key, due }]) => [id, due === undefined ? { key } : { key, due }] as const),
  );
}

/** Converts the keys that a manifest stored into the states of targets, by id. */
export function fromStoredKeys(keys: StoredState["keys"]): Map<string, TargetState> {
  return new Map(Object.entries(keys).map(([id, { key, due }]) => [id, { fingerprint: key, due }]));
}

/** Resident memory of the process that makes smaller versions; without a picture it takes 70 MB. */
export const maxMemoryBytes = 400 * 1024 * 1024;

/** The exit code of the process when it took more. */
export const memoryExitCode = 77;

/** A smaller version of a picture, as WebP. */
export type ShrunkPicture = { width: number; height: number; bytes: Uint8Array };

/** The fate of a picture. `refused`: it cannot be read; `ended`: the process ended, and must be started again. */
export type ShrinkResult =
  | { kind: "made"; pictures: ShrunkPicture[] }
  | { kind: "refused"; reason: string }
  | { kind: "ended"; reason: string };

/** The messages to the process, and from it. `unavailable`: the library for pictures cannot be loaded. */
export type ToShrinker = { file: string };
export type FromShrinker = { kind: "ready" } | { kind: "unavailable"; reason: string } | ShrinkResult;

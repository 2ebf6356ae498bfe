import { createHmac, randomBytes } from "node:crypto";
import type { Clock } from "../clock.ts";
import type { SessionStore } from "../stores/sessions.ts";
import { hashToken, type RecogniseToken } from "./authenticate.ts";
import type { Caller } from "./caller.ts";

/** After this time without a request, and after this time in all, a session ends. */
export const maxIdleMs = 12 * 3_600_000;
export const maxSessionMs = 14 * 86_400_000;

/** How often the last use of a session is written. */
const useIntervalMs = 60_000;

/** A browser session that is valid now. */
export type Session = {
  caller: Caller;
  /** The token that writes must carry beside the cookie, so that no other site can send them. */
  csrf: string;
};

export type Sessions = {
  /**
   * Begins a session for a valid token.
   * @returns its text, which only the browser keeps
   */
  begin(tokenHash: string): Promise<string>;

  /** @returns undefined for a session that ended, or whose token is not valid any more */
  recognise(text: string): Promise<Session | undefined>;

  end(text: string): Promise<void>;

  /** Ends all sessions of the token with which this one began. @returns how many there were */
  endAll(text: string): Promise<number>;
};

/** Creates what begins, recognises and ends browser sessions. They are kept as hashes, like tokens. */
export function createSessions(deps: {
  store: SessionStore;
  recogniseToken: RecogniseToken;
  clock: Pick<Clock, "now">;
}): Sessions {
  const { store, recogniseToken, clock } = deps;

  async function recognise(text: string): Promise<Session | undefined> {
    const hash = hashToken(text);
    const found = await store.find(hash);
    if (!found) return undefined;
    const now = clock.now();
    const isOver = now - found.created >= maxSessionMs || now - found.used >= maxIdleMs;
    const verdict = isOver ? undefined : await recogniseToken(found.tokenHash);
    if (!verdict || "expired" in verdict) {
      await store.remove(hash);
      return undefined;
    }
    // When the disk is full, the note is written with a later request.
    if (Math.abs(now - found.used) >= useIntervalMs) await store.noteUse(hash, now).catch(() => undefined);
    return { caller: verdict, csrf: csrfOf(text) };
  }

  return {
    async begin(tokenHash) {
      const text = randomBytes(32).toString("base64url");
      const now = clock.now();
      await store.removeOld({ created: now - maxSessionMs, used: now - maxIdleMs });
      await store.add(hashToken(text), { tokenHash, created: now, used: now });
      return text;
    },

    recognise,

    end: (text) => store.remove(hashToken(text)),

    async endAll(text) {
      const found = await store.find(hashToken(text));
      return found ? store.removeOf(found.tokenHash) : 0;
    },
  };
}

/** A page that another site makes cannot read the cookie, so it cannot know this. */
function csrfOf(text: string): string {
  return createHmac("sha256", text).update("csrf").digest("base64url");
}

import { type Authenticate, createTokenText } from "../admin/authenticate.ts";
import type { Caller } from "../admin/caller.ts";

/** Tokens that are valid for the calls of one request: for somebody whom another service knows. */
export type LentTokens = {
  authenticate: Authenticate;
  /** Lends a token to a caller while something is done with it. */
  lend<T>(caller: Caller, use: (token: string) => Promise<T>): Promise<T>;
};

/** @param authenticate recognises all other tokens */
export function createLentTokens(authenticate: Authenticate): LentTokens {
  const callers = new Map<string, Caller>();
  return {
    authenticate: async (text) => callers.get(text) ?? authenticate(text),

    async lend(caller, use) {
      const token = createTokenText();
      callers.set(token, caller);
      try {
        return await use(token);
      } finally {
        callers.delete(token);
      }
    },
  };
}

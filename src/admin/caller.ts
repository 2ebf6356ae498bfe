/** The sender of a request, as its token tells. ADMIN_TOKEN has no id and no limit. */
export type Caller = {
  name: string;
  /** The id of the token. */
  token?: string | undefined;
  scopes: readonly string[];
  /** How many requests a minute the token may send. */
  limit?: number | undefined;
};

/** The name of ADMIN_TOKEN where a token is named. */
export const adminActor = "admin";

/** The sender of requests with ADMIN_TOKEN, which has all scopes and no limit. */
export const adminCaller: Caller = { name: adminActor, scopes: ["admin"] };

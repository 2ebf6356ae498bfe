import { isUtf8 } from "node:buffer";

/** A request to the hub (WebSub section 5.1). `leaseSeconds`: undefined when the hub may choose. */
export type SubscriptionRequest = {
  mode: "subscribe" | "unsubscribe";
  topic: string;
  callback: string;
  leaseSeconds: number | undefined;
  secret: string | undefined;
};

/** A refusal says in one sentence what is wrong, where, and what to do. */
export type Refusal = { refusal: string };

/** A secret must be shorter than this (section 5.1). */
const secretBytes = 200;
const maxAddressLength = 2000;

/** The parameters that mean something here. Others must be ignored (section 5.1). */
const parameters = ["hub.mode", "hub.topic", "hub.callback", "hub.lease_seconds", "hub.secret"] as const;
type Parameter = (typeof parameters)[number];

/**
 * Reads the body of a request to the hub, application/x-www-form-urlencoded in UTF-8
 * (https://url.spec.whatwg.org/#application/x-www-form-urlencoded). Pure.
 */
export function readSubscriptionRequest(body: Buffer): SubscriptionRequest | Refusal {
  const given = readParameters(body);
  if ("refusal" in given) return given;
  const mode = given["hub.mode"];
  if (mode !== "subscribe" && mode !== "unsubscribe") return { refusal: describeMode(mode) };
  const topic = given["hub.topic"] ?? "";
  if (topic === "") return { refusal: "hub.topic is missing. Give the address that the feed names as its self link." };
  const callback = readCallback(given["hub.callback"] ?? "");
  if (typeof callback !== "string") return callback;
  const lease = given["hub.lease_seconds"] ?? "";
  if (!/^\d{0,15}$/.test(lease)) {
    return { refusal: "hub.lease_seconds is not a number of seconds. Write digits only, or leave it out." };
  }
  const secret = given["hub.secret"] ?? "";
  if (Buffer.byteLength(secret) >= secretBytes) {
    return { refusal: `hub.secret is too long. It must be shorter than ${secretBytes} bytes.` };
  }
  return {
    mode,
    topic,
    callback,
    leaseSeconds: lease === "" ? undefined : Number(lease),
    secret: secret === "" ? undefined : secret,
  };
}

function readParameters(body: Buffer): Partial<Record<Parameter, string>> | Refusal {
  if (!isUtf8(body)) return { refusal: "The body is not UTF-8. Encode the parameters as UTF-8." };
  const form = new URLSearchParams(body.toString());
  const given: Partial<Record<Parameter, string>> = {};
  for (const name of parameters) {
    const [value, second] = form.getAll(name);
    if (second !== undefined) return { refusal: `${name} is there more than once. Give it once.` };
    if (value === undefined) continue;
    // The decoder writes this character where percent-encoded bytes are not UTF-8.
    if (value.includes("\uFFFD")) return { refusal: `${name} is not UTF-8. Encode it as UTF-8.` };
    given[name] = value;
  }
  return given;
}

function describeMode(mode: string | undefined): string {
  if (mode === undefined || mode === "") return "hub.mode is missing. It must be subscribe or unsubscribe.";
  if (mode === "publish")
    return "This hub serves the feeds of its own site only, and learns of their changes by itself.";
  return "hub.mode is not known. It must be subscribe or unsubscribe.";
}

/** Checks a callback. Its query stays as it is, byte by byte. */
function readCallback(callback: string): string | Refusal {
  if (callback === "") return { refusal: "hub.callback is missing. Give the address to which the hub delivers." };
  if (callback.length > maxAddressLength) {
    return { refusal: `hub.callback is too long. It may have ${maxAddressLength} characters.` };
  }
  const url = /^https?:\/\/[\x21-\x7e]+$/i.test(callback) ? URL.parse(callback) : null;
  if (!url) return { refusal: "hub.callback is not an address. Give a whole address with http:// or https://." };
  if (url.username !== "" || url.password !== "") {
    return { refusal: "hub.callback has a user or a password. Give an address without them." };
  }
  if (url.hash !== "") return { refusal: "hub.callback has a fragment. Give an address without it." };
  return callback;
}

/** Returns a callback with further parameters, behind those that it has (section 5.3). */
export function withParameters(callback: string, added: Readonly<Record<string, string>>): string {
  const separator = !callback.includes("?") ? "?" : /[?&]$/.test(callback) ? "" : "&";
  return `${callback}${separator}${new URLSearchParams(added)}`;
}

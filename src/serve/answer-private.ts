import type { IncomingHttpHeaders } from "node:http";
import { extname } from "node:path";
import { CourantError } from "../errors.ts";
import { isSharedAddress } from "../http/networks.ts";
import { encodePath } from "../published/paths.ts";
import { type Document, revokedPaths } from "../published/snapshot.ts";
import type { AddressUses } from "./address-uses.ts";
import type { Answer, DocumentAnswerer, DocumentSource } from "./answer-document.ts";
import { archiveInsteadOf } from "./archive-redirects.ts";
import type { AudienceCounter } from "./audience.ts";
import type { ProfileReader } from "./clients.ts";
import type { DownloadRequest } from "./download-guard.ts";
import {
  anyPrivate,
  type Credential,
  findSubscriber,
  parseBasic,
  parsePrivatePath,
  type Subscriber,
} from "./private-access.ts";
import { answerProblem, answerUnknownAddress, answerUnknownSubscriber, unkeptHeaders } from "./private-headers.ts";

/** A request for something private. `path` is percent-decoded, without the credential. */
type PrivateRequest = { request: DownloadRequest; path: string; prefix: string };

export type PrivateAnswerer = {
  /** Answers a request whose path, percent-decoded, begins with `/private/`. The path is the credential. */
  answerAddress(request: DownloadRequest, path: string): Answer | Promise<Answer>;
  /**
   * Answers a request for what only subscribers may read, at its public path, where HTTP Basic is the credential.
   * @returns undefined when nothing private is there
   */
  answerHidden(request: DownloadRequest, path: string): Answer | Promise<Answer> | undefined;
  /**
   * Answers a request for media without the right credential, which is in the address or in HTTP Basic.
   * @param readers the slugs of the channels whose subscribers may have it; undefined for everybody
   * @param whole the path, percent-decoded, if it begins with `/private/`
   * @returns undefined when the client may have the media
   */
  refuseMedia(
    request: DownloadRequest,
    readers: readonly string[] | undefined,
    whole: string | undefined,
  ): Answer | undefined;
};

/**
 * Creates the functions that answer requests for what only the subscribers of private channels may read. Documents have the
 * same bytes for all of them, and no answer has a credential in its body.
 */
export function createPrivateAnswerer(deps: {
  source: DocumentSource;
  answer: DocumentAnswerer;
  /** Answers with the page of a document that somebody opens in a browser. */
  answerWithPage: (request: DownloadRequest, page: Document) => Answer | Promise<Answer>;
  audience: Pick<AudienceCounter, "counterOf">;
  readProfile: ProfileReader;
  uses: Pick<AddressUses, "note">;
  /** The path before every path of this service in headers. */
  root: string;
}): PrivateAnswerer {
  const { source, answer, answerWithPage, audience, readProfile, uses, root } = deps;
  const { documents, privateDocuments, gone } = source.view;

  function counted({ headers }: { headers: IncomingHttpHeaders }, answered: Answer): Answer {
    audience.counterOf(anyPrivate).count(answered.status, undefined, readProfile(headers["user-agent"]));
    return answered;
  }

  /** Returns the slugs of the channels whose subscribers may read what is at a path; undefined when nothing private is. */
  function ownersOf(path: string): readonly string[] | undefined {
    const at = privateDocuments.get(path) ? path : archiveInsteadOf(path, privateDocuments);
    return at === undefined ? undefined : privateDocuments.get(at)?.privateTo;
  }

  async function answerRevoked({ request, path }: PrivateRequest): Promise<Answer> {
    const revoked = documents.get(revokedPaths[formatOf(path)]);
    if (!revoked) return answerRevokedMedia();
    const body = await source.read(revoked, "identity");
    const headers = { ...unkeptHeaders, "content-type": revoked.type, "content-length": body.length };
    return counted(request, { status: 410, headers, body });
  }

  function answerAllowed({ request, path, prefix }: PrivateRequest, { selector }: Subscriber) {
    uses.note(selector, isSharedAddress(request) ? undefined : request.ip);
    // The limit of downloads is one of each subscriber: an aggregator fetches for many.
    const { method, headers, socket } = request;
    const own = { ip: selector, method, headers, socket };
    const document = privateDocuments.get(path);
    if (!document) {
      const archive = archiveInsteadOf(path, privateDocuments) ?? path;
      return counted(request, redirectTo(307, `${prefix}${archive}`));
    }
    const page = headers["sec-fetch-dest"] === "document" ? document.page : undefined;
    const shown = page === undefined ? undefined : privateDocuments.get(page);
    return shown ? answerWithPage(own, shown) : answer(own, document);
  }

  /** Returns where a document of a channel is that was moved. */
  function movedPath(path: string, { channel, former }: Subscriber): string | undefined {
    const [, slug, rest = ""] = /^\/feeds\/([a-z0-9-]+)([./].*)?$/.exec(path) ?? [];
    if (slug === undefined || slug !== former) return undefined;
    const moved = `/feeds/${channel}${rest}`;
    return ownersOf(moved)?.includes(channel) ? moved : undefined;
  }

  /** Answers where a subscriber finds nothing private: the channel may have been moved or retired, or have become public. */
  function answerElsewhere({ path, prefix }: PrivateRequest, subscriber: Subscriber): Answer {
    const moved = movedPath(path, subscriber);
    if (moved !== undefined) return redirectTo(308, `${prefix}${moved}`);
    if (documents.get(path)) return redirectTo(308, encodePath(path));
    return gone.has(path) ? answerProblem(new CourantError("GONE", "This feed was retired.")) : answerUnknownAddress();
  }

  function redirectTo(status: 307 | 308, path: string): Answer {
    return { status, headers: { ...unkeptHeaders, location: `${root}${path}`, "content-length": 0 } };
  }

  /** Answers errors of private documents as such: without CORS, and for no cache. */
  async function withErrors(answered: () => Answer | Promise<Answer>): Promise<Answer> {
    try {
      return await answered();
    } catch (error) {
      if (error instanceof CourantError) return answerProblem(error);
      throw error;
    }
  }

  return {
    answerAddress(request, whole) {
      const parsed = parsePrivatePath(whole);
      const subscriber = parsed && findSubscriber(source.view, parsed.credential);
      if (!parsed || !subscriber) return counted(request, answerUnknownAddress());
      const { path } = parsed;
      const prefix = whole.slice(0, whole.length - path.length);
      const asked = { request, path, prefix };
      if (subscriber.isRevoked) return withErrors(() => answerRevoked(asked));
      if (ownersOf(path)?.includes(subscriber.channel)) return withErrors(() => answerAllowed(asked, subscriber));
      return counted(request, answerElsewhere(asked, subscriber));
    },

    refuseMedia(request, readers, whole) {
      if (readers === undefined && whole === undefined) return undefined;
      const { authorization } = request.headers;
      const credential = whole === undefined ? parseBasic(authorization) : parsePrivatePath(whole)?.credential;
      const subscriber = credential && findSubscriber(source.view, credential);
      const mayRead = subscriber && (readers === undefined || readers.includes(subscriber.channel));
      if (!mayRead) return counted(request, whole === undefined ? answerUnknownSubscriber() : answerUnknownAddress());
      if (subscriber.isRevoked) return counted(request, answerRevokedMedia());
      uses.note(subscriber.selector, isSharedAddress(request) ? undefined : request.ip);
      return undefined;
    },

    answerHidden(request, path) {
      const owners = ownersOf(path);
      const { authorization } = request.headers;
      if (!owners && authorization === undefined) return undefined;
      const credential: Credential | undefined = parseBasic(authorization);
      const subscriber = credential && findSubscriber(source.view, credential);
      if (!owners) {
        const moved = subscriber && movedPath(path, subscriber);
        return moved === undefined ? undefined : counted(request, redirectTo(308, moved));
      }
      if (!subscriber || !owners.includes(subscriber.channel)) return counted(request, answerUnknownSubscriber());
      const asked = { request, path, prefix: "" };
      return withErrors(() => (subscriber.isRevoked ? answerRevoked(asked) : answerAllowed(asked, subscriber)));
    },
  };
}

function answerRevokedMedia(): Answer {
  return answerProblem(
    new CourantError("GONE", "This private address was revoked. Ask the publisher for another one."),
  );
}

/** Returns the format of the document that says that an address is revoked. */
function formatOf(path: string): keyof typeof revokedPaths {
  const extension = extname(path).slice(1);
  return Object.hasOwn(revokedPaths, extension) ? (extension as keyof typeof revokedPaths) : "html";
}

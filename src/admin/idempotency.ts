import { Readable } from "node:stream";
import type { FastifyBaseLogger, FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Clock } from "../clock.ts";
import { CourantError } from "../errors.ts";
import type { AnswerContent, AnswerStore, KeptAnswer } from "../stores/answers.ts";
import { readIdempotencyKey } from "./idempotency-key.ts";
import { answerLimits, collectBody, headersToKeep, isFinal, keptAnswerMs, sendAgain } from "./kept-answer.ts";
import { type BodyReader, createBodyReader, digestTarget, hasSameBody } from "./request-digest.ts";

export type IdempotencyDeps = {
  answers: AnswerStore;
  clock: Pick<Clock, "now">;
  log: Pick<FastifyBaseLogger, "error">;
};

/** A request that is the first one with its key. */
type Claim = { id: string; token: string; key: string; target: string; body: BodyReader };

/**
 * Lets a POST with an Idempotency-Key be done once (draft-ietf-httpapi-idempotency-key-header-07): a repeated request gets
 * the first answer again. The keys of requests that go on are in memory only: if the process is killed, no key waits for
 * an answer that never comes, and a repeated request is done. Applies to routes that are added later.
 */
export function addIdempotency(admin: FastifyInstance, { answers, clock, log }: IdempotencyDeps): void {
  /** The targets of the requests that go on. */
  const running = new Map<string, string>();
  const claims = new WeakMap<FastifyRequest, Claim>();
  admin.decorateRequest("isUnfinished", false);

  function claim(id: string, target: string): void {
    const other = running.get(id);
    if (other !== undefined) throw other === target ? inProgress() : keyReused();
    running.set(id, target);
  }

  async function find(id: string, token: string, key: string): Promise<KeptAnswer | undefined> {
    let kept: KeptAnswer | undefined;
    try {
      kept = await answers.find(token, key, clock.now() - keptAnswerMs);
      return kept;
    } catch (error) {
      running.delete(id);
      throw error;
    } finally {
      // A repeated request may take long to compare, and others may compare theirs meanwhile.
      if (kept) running.delete(id);
    }
  }

  async function keep(claim: Claim, request: FastifyRequest, reply: FastifyReply, content: AnswerContent) {
    const { token, key, target, body } = claim;
    const whole = body.whole();
    // A request that was refused before its body was there cannot be compared with another one.
    if (!whole || !isFinal(request, reply)) return;
    const { statusCode: status } = reply;
    const answer = { token, key, request: { target, ...whole }, at: clock.now(), status, content };
    await answers.keep({ ...answer, headers: headersToKeep(reply) }, answerLimits).catch((error: unknown) => {
      log.error({ err: error }, "an answer could not be kept for its Idempotency-Key");
    });
  }

  admin.addHook("onRequest", async (request, reply) => {
    const { method, headers, caller, raw } = request;
    const key = method === "POST" ? readIdempotencyKey(headers["idempotency-key"]) : undefined;
    if (key === undefined) return;
    const token = caller.token ?? caller.name;
    const [id, target] = [JSON.stringify([token, key]), digestTarget(raw)];
    claim(id, target);
    const kept = await find(id, token, key);
    if (!kept) {
      claims.set(request, { id, token, key, target, body: createBodyReader(raw) });
      return;
    }
    const isSame = kept.request.target === target && (await hasSameBody(raw, kept.request));
    if (!isSame) throw keyReused();
    return sendAgain(reply, kept);
  });

  admin.addHook("preParsing", async (request, _reply, payload) => {
    const claim = claims.get(request);
    return claim ? Readable.from(claim.body.pass(payload as Readable), { objectMode: false }) : payload;
  });

  admin.addHook("onSend", async (request, reply, payload) => {
    const claim = claims.get(request);
    if (!claim) return payload;
    claims.delete(request);
    const collector = collectBody(request, reply);
    const release = () => running.delete(claim.id);
    if (payload instanceof Readable) {
      return passAnswer(payload, collector, () => keep(claim, request, reply, collector.content()), release);
    }
    if (typeof payload === "string" || Buffer.isBuffer(payload)) collector.add(payload);
    await keep(claim, request, reply, collector.content());
    release();
    return payload;
  });
}

/** Passes on an answer that is made while it is sent. It is kept before its end is sent, and not if the client disconnects. */
function passAnswer(
  answer: Readable,
  collector: ReturnType<typeof collectBody>,
  keep: () => Promise<void>,
  release: () => void,
): Readable {
  async function* pass() {
    for await (const chunk of answer) {
      collector.add(chunk);
      yield chunk;
    }
    await keep();
  }
  const passed = Readable.from(pass());
  passed.once("close", () => {
    answer.destroy();
    release();
  });
  return passed;
}

function inProgress(): CourantError {
  return new CourantError(
    "REQUEST_IN_PROGRESS",
    "The first request with this Idempotency-Key still goes on. Send this one again in a second to get its answer.",
    { headers: { "retry-after": "1" } },
  );
}

function keyReused(): CourantError {
  return new CourantError(
    "IDEMPOTENCY_KEY_REUSED",
    "An earlier request with this Idempotency-Key had another address, another body, or another Content-Type. Send each " +
      "request with a key of its own, and repeat it unchanged.",
  );
}

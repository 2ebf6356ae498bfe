import type { FastifyReply } from "fastify";
import { styleHash } from "../../render/page.ts";

/**
 * Lets a page show the pictures and media of articles, from wherever they are, and the public pages' own style in the frame
 * of a preview, which has the policy of the page around it.
 */
export function allowPictures(reply: FastifyReply): void {
  const policy = String(reply.getHeader("content-security-policy") ?? "");
  const wider = policy
    .replace(/img-src [^;]*/, "$& http: https:")
    .replace(/media-src [^;]*/, "$& http: https:")
    .replace(/style-src [^;]*/, `$& ${styleHash}`);
  reply.header("content-security-policy", wider);
}

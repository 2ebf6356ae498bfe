import { limits } from "../article/limits.ts";
import type { LeftOutShortcode, ReplacedShortcodes } from "./wordpress-shortcodes.ts";

/** A block that has no HTML in the post. `ref`: the id of the shared block that stands there. */
type EmptyBlock = { name: string; ref: string | undefined; start: number; end: number };

/**
 * Puts the content of shared blocks (`<!-- wp:block {"ref":12} /-->`) in their places, and adds the other blocks that
 * have no HTML in the post, such as `<!-- wp:latest-posts /-->`, to what was left out. A shared block in a shared block
 * is left out.
 * @param raw the content of a post
 * @param replaced the same without shortcodes
 * @param sharedBlock returns the content of a shared block without shortcodes
 */
export function replaceBlocks(
  raw: string,
  replaced: ReplacedShortcodes,
  sharedBlock: (id: string) => ReplacedShortcodes | undefined,
): ReplacedShortcodes {
  const leftOut: LeftOutShortcode[] = [...replaced.leftOut];
  const contents = new Map<string, string | undefined>();
  for (const { name, ref = "", start } of emptyBlocksIn(raw)) {
    const key = ref || name;
    if (contents.has(key)) continue;
    const shared = ref === "" ? undefined : sharedBlock(ref);
    contents.set(key, shared?.html);
    if (shared) leftOut.push(...shared.leftOut.map((each) => ({ ...each, index: start })));
    else leftOut.push({ tag: ref === "" ? `the block ${name}` : `the shared block ${ref}`, index: start });
  }
  return { html: withSharedBlocks(replaced.html, contents), leftOut };
}

function withSharedBlocks(html: string, contents: ReadonlyMap<string, string | undefined>): string {
  const parts: string[] = [];
  let [end, addedLength] = [0, 0];
  for (const block of emptyBlocksIn(html)) {
    const content = contents.get(block.ref ?? "");
    if (content === undefined) continue;
    addedLength += content.length;
    // A text that is longer is refused in any case.
    if (addedLength > 2 * limits.content) break;
    parts.push(html.slice(end, block.start), content);
    end = block.end;
  }
  return `${parts.join("")}${html.slice(end)}`;
}

function* emptyBlocksIn(html: string): Generator<EmptyBlock> {
  let end = 0;
  for (let start = html.indexOf("<!--"); start !== -1; start = html.indexOf("<!--", end)) {
    const close = html.indexOf("-->", start + 4);
    if (close === -1) return;
    end = close + 3;
    const comment = html.slice(start + 4, close);
    const [, name] = /^\s*wp:([a-z][\w/-]{0,80})\s/.exec(comment) ?? [];
    if (name === undefined || !comment.endsWith("/")) continue;
    const ref = name === "block" ? /"ref"\s*:\s*(\d{1,20})/.exec(comment.slice(0, 1_000))?.[1] : undefined;
    yield { name, ref, start, end };
  }
}

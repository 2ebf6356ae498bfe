/** The parts of Markdown that the tests of the documentation read: fenced blocks, headings and links. */

/** `info`: the words after the language; `line`: of the fence, from 1. */
export type FencedBlock = { page: string; line: number; language: string; info: string; text: string };

/** The fenced blocks of a page. Pure. */
export function fencedBlocks(page: string, text: string): FencedBlock[] {
  return [...text.matchAll(/^```(\w*) *(.*)\n([\s\S]*?)^```$/gm)].map((match) => {
    const [, language = "", info = "", inside = ""] = match;
    return { page, line: text.slice(0, match.index).split("\n").length, language, info, text: inside };
  });
}

/** A page without its fenced blocks. Pure. */
export function withoutFences(text: string): string {
  return text.replace(/^```[\s\S]*?^```$/gm, "");
}

/** A page without its fenced blocks, its code and its comments. */
function prose(text: string): string {
  return withoutFences(text)
    .replace(/<!--[\s\S]*?-->/g, "")
    .replace(/`[^`\n]*`/g, "code");
}

/** The targets of the links and images of a page, as they stand there. Pure. */
export function linkTargets(text: string): string[] {
  return [...prose(text).matchAll(/\]\(([^()\s]*(?:\([^()]*\)[^()\s]*)*)\)/g)].map(([, target = ""]) => target);
}

/** The anchors of a page's headings, as GitHub makes them. Pure. */
export function headingAnchors(text: string): Set<string> {
  const headings = withoutFences(text).matchAll(/^#+ (.*)$/gm);
  return new Set([...headings].map(([, heading = ""]) => anchorOf(heading)));
}

function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\p{Letter}\p{Number} _-]/gu, "")
    .trim()
    .replaceAll(" ", "-");
}

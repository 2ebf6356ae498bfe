import type { Element } from "../document.ts";
import { isPixel } from "./tracking.ts";

/** Where scripts that load pictures late keep their addresses. */
const lazySources = ["data-src", "data-lazy-src", "data-original", "data-orig-src", "data-hi-res-src", "data-echo"];
const lazySets = ["data-srcset", "data-lazy-srcset", "data-original-set"];

/** Pixels that are enough for a column of text on a dense screen. */
const preferredWidthPixels = 1_200;

/** Takes pictures that count readers out, and gives those that a script would load their addresses. */
export function resolvePictures(root: Element): void {
  for (const source of root.querySelectorAll("picture source")) adopt(source, "srcset", lazySets, isSet);
  for (const picture of root.querySelectorAll("img")) {
    adopt(picture, "src", lazySources, isAddress);
    adopt(picture, "srcset", lazySets, isSet);
    if (isPlaceholder(picture)) {
      const sets = [picture, ...(picture.closest("picture")?.querySelectorAll("source") ?? [])];
      const best = sensible(sets.map((each) => each.getAttribute("srcset") ?? "").find((set) => set !== "") ?? "");
      if (best !== undefined) picture.setAttribute("src", best);
    }
  }
  for (const fallback of root.querySelectorAll("noscript")) takeFallback(fallback);
  for (const picture of root.querySelectorAll("img")) {
    const [width, height] = [picture.getAttribute("width"), picture.getAttribute("height")];
    if (isPixel({ src: picture.getAttribute("src") ?? "", width, height })) picture.remove();
  }
}

function adopt(element: Element, name: string, lazy: readonly string[], fits: (value: string) => boolean): void {
  const value = lazy.map((each) => element.getAttribute(each)?.trim() ?? "").find(fits);
  if (value !== undefined) element.setAttribute(name, value);
}

function isAddress(value: string): boolean {
  return (
    value.length > 0 && value.length <= 2_048 && /^(?:https?:\/\/|\/|\.|[\w-]+[\w./-]*\.)[^\s{}"<>]*$/i.test(value)
  );
}

function isSet(value: string): boolean {
  return value.length <= 8_192 && /^[^\s{}"<>]+(?:\s+[\d.]+[wx])?(?:\s*,|$)/.test(value);
}

function isPlaceholder(picture: Element): boolean {
  const src = picture.getAttribute("src")?.trim() ?? "";
  return (
    src === "" ||
    /^(?:data|about|blob):/i.test(src) ||
    /\b(?:placeholder|spacer|blank|transparent|1x1|lazyload)\b[^/]*$/i.test(src)
  );
}

/** Of the candidates the smallest that is wide enough, else the largest. */
function sensible(set: string): string | undefined {
  const candidates = [...set.slice(0, 8_192).matchAll(/([^\s,]\S*[^\s,])(?:\s+([\d.]+)([wx]))?\s*(?:,|$)/g)].map(
    ([, url = "", size = "1", unit]) => ({ url, width: Number(size) * (unit === "w" ? 1 : 600) }),
  );
  candidates.sort((a, b) => a.width - b.width);
  return (candidates.find(({ width }) => width >= preferredWidthPixels) ?? candidates.at(-1))?.url;
}

/** A picture for readers without scripts takes the place of the one before it, where that has no address by now. */
function takeFallback(fallback: Element): void {
  const pictures = [...fallback.querySelectorAll("img")];
  const [picture] = pictures;
  if (picture === undefined || pictures.length > 1 || fallback.textContent.trim() !== "") return;
  const before = fallback.previousElementSibling;
  const late = before?.localName === "img" ? before : before?.querySelector("img");
  if (!late || before?.textContent.trim() !== "") fallback.replaceWith(picture);
  else if (isPlaceholder(late)) {
    late.replaceWith(picture);
    fallback.remove();
  } else fallback.remove();
}

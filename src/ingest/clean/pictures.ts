import type { Element } from "../document.ts";
import { isPixel } from "./tracking.ts";

/** Attributes in which scripts keep the addresses of lazy pictures. */
const lazySources = ["data-src", "data-lazy-src", "data-original", "data-orig-src", "data-hi-res-src", "data-echo"];
const lazySrcsets = ["data-srcset", "data-lazy-srcset", "data-original-set"];

/** Wide enough for a column of text on a dense screen. */
const preferredWidthPixels = 1_200;

/** Removes pictures that count readers, and gives lazy pictures the addresses that a script would give them. */
export function resolvePictures(root: Element): void {
  for (const source of root.querySelectorAll("picture source")) adoptLazyValue(source, "srcset", lazySrcsets, isSrcset);
  for (const picture of root.querySelectorAll("img")) {
    adoptLazyValue(picture, "src", lazySources, isAddress);
    adoptLazyValue(picture, "srcset", lazySrcsets, isSrcset);
    if (isPlaceholder(picture)) {
      const carriers = [picture, ...(picture.closest("picture")?.querySelectorAll("source") ?? [])];
      const best = bestCandidate(
        carriers.map((carrier) => carrier.getAttribute("srcset") ?? "").find((srcset) => srcset !== "") ?? "",
      );
      if (best !== undefined) picture.setAttribute("src", best);
    }
  }
  for (const fallback of root.querySelectorAll("noscript")) useFallback(fallback);
  for (const picture of root.querySelectorAll("img")) {
    const [width, height] = [picture.getAttribute("width"), picture.getAttribute("height")];
    if (isPixel({ src: picture.getAttribute("src") ?? "", width, height })) picture.remove();
  }
}

function adoptLazyValue(
  element: Element,
  name: string,
  lazyNames: readonly string[],
  isUsable: (value: string) => boolean,
): void {
  const value = lazyNames.map((lazyName) => element.getAttribute(lazyName)?.trim() ?? "").find(isUsable);
  if (value !== undefined) element.setAttribute(name, value);
}

function isAddress(value: string): boolean {
  return (
    value.length > 0 && value.length <= 2_048 && /^(?:https?:\/\/|\/|\.|[\w-]+[\w./-]*\.)[^\s{}"<>]*$/i.test(value)
  );
}

function isSrcset(value: string): boolean {
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

/** Returns the address of the smallest candidate that is wide enough, else of the largest. */
function bestCandidate(srcset: string): string | undefined {
  const candidates = [...srcset.slice(0, 8_192).matchAll(/([^\s,]\S*[^\s,])(?:\s+([\d.]+)([wx]))?\s*(?:,|$)/g)].map(
    ([, url = "", size = "1", unit]) => ({ url, width: Number(size) * (unit === "w" ? 1 : 600) }),
  );
  candidates.sort((a, b) => a.width - b.width);
  return (candidates.find(({ width }) => width >= preferredWidthPixels) ?? candidates.at(-1))?.url;
}

/** Replaces a lazy picture without an address by the picture for readers without scripts. */
function useFallback(fallback: Element): void {
  const pictures = [...fallback.querySelectorAll("img")];
  const [picture] = pictures;
  if (picture === undefined || pictures.length > 1 || fallback.textContent.trim() !== "") return;
  const previous = fallback.previousElementSibling;
  const lazyPicture = previous?.localName === "img" ? previous : previous?.querySelector("img");
  if (!lazyPicture || previous?.textContent.trim() !== "") fallback.replaceWith(picture);
  else if (isPlaceholder(lazyPicture)) {
    lazyPicture.replaceWith(picture);
    fallback.remove();
  } else fallback.remove();
}

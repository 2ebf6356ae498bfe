import type { PageElement } from "../dom.ts";
import { isCounter } from "./addresses.ts";

/** Where scripts that load pictures late find their addresses; the best first. */
const lateSources = [
  ...[
    "data-src",
    "data-lazy-src",
    "data-original",
    "data-hi-res-src",
    "data-full-src",
    "data-orig-file",
    "data-srcurl",
  ],
  ...["data-image", "data-img-src", "data-actualsrc", "data-url", "data-delayed-url", "data-cfsrc", "data-runner-src"],
];
const lateSets = ["data-srcset", "data-lazy-srcset", "data-original-set", "data-runner-srcset"];

/** What stands there until then. */
const placeholder =
  /^\s*(?:$|data:|about:)|(?:^|\/)(?:blank|spacer|space|pixel|transparent|empty|loading|loader|lazy|placeholder|grey|gray|1x1|clear|s)\.(?:gif|png|svg|jpe?g|webp)(?:\?|$)/i;

/** Pixels: where there is a choice, the smallest picture that is at least as wide. */
const width = 1200;

/** Gives pictures that scripts would load their addresses, and takes out those that count readers. */
export function settlePictures(root: PageElement): void {
  for (const hidden of root.querySelectorAll("noscript")) settleNoscript(hidden);
  for (const image of root.querySelectorAll("img, amp-img, source")) {
    settleSet(image);
    if (image.tagName.toLowerCase() !== "source") settleSource(image);
  }
  for (const image of root.querySelectorAll("img")) if (isPixel(image)) image.remove();
}

/** A picture for readers without scripts takes the place of the one before it that waits for them. */
function settleNoscript(noscript: PageElement): void {
  const images = [...noscript.querySelectorAll("img")];
  const words = noscript.textContent.replace(/<[^>]*>/g, "").trim();
  const [image] = images;
  if (images.length !== 1 || !image || words !== "" || isPixel(image)) return;
  const before = noscript.previousElementSibling;
  const late = before?.matches("img") ? before : before?.querySelector("img");
  if (late && (isPlaceholder(late) || lateSources.some((name) => late.hasAttribute(name)))) late.remove();
  noscript.replaceWith(image);
}

function settleSet(image: PageElement): void {
  const set = lateSets.map((name) => image.getAttribute(name)).find((value) => value?.trim());
  if (set) image.setAttribute("srcset", set);
}

function settleSource(image: PageElement): void {
  const late = lateSources.map((name) => image.getAttribute(name)).find((value) => value && looksLikeAddress(value));
  if (late && (isPlaceholder(image) || late !== image.getAttribute("src"))) image.setAttribute("src", late);
  if (!isPlaceholder(image)) return;
  const sources = image.closest("picture")?.querySelectorAll("source[srcset]") ?? [];
  const sets = [image, ...sources].map((each) => each.getAttribute("srcset") ?? "");
  const found = sets.map(candidateOf).find((address) => address !== undefined);
  if (found !== undefined) image.setAttribute("src", found);
}

function looksLikeAddress(value: string): boolean {
  return !/^\s*(?:data:|\{|\[|javascript:)/i.test(value) && /[./]/.test(value) && !/\s/.test(value.trim());
}

function isPlaceholder(image: PageElement): boolean {
  return placeholder.test(image.getAttribute("src") ?? "");
}

/** Of a srcset, the smallest that is wide enough, else the widest. */
function candidateOf(set: string): string | undefined {
  const found = [...set.matchAll(/([^\s,]\S*[^\s,])(?:\s+(\d+(?:\.\d+)?)([wx]))?\s*(?:,|$)/g)].map(
    ([, address = "", size = "1", unit = "x"]) => ({ address, wide: Number(size) * (unit === "x" ? 600 : 1) }),
  );
  const sorted = found.filter(({ address }) => looksLikeAddress(address)).sort((a, b) => a.wide - b.wide);
  return (sorted.find(({ wide }) => wide >= width) ?? sorted.at(-1))?.address;
}

function isPixel(image: PageElement): boolean {
  const style = image.getAttribute("style") ?? "";
  const side = (name: string) =>
    image.getAttribute(name) ?? new RegExp(`(?:^|;)\\s*${name}\\s*:\\s*(\\d+)px`, "i").exec(style)?.[1];
  const sides = [side("width"), side("height")];
  const tiny = sides.every((each) => /^\s*[0-2](?:px)?\s*$/.test(each ?? ""));
  return tiny || isCounter(image.getAttribute("src")?.trim() ?? "");
}

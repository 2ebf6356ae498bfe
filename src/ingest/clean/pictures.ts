import {
  bestCandidate,
  isPlaceholder,
  lazyAttributes,
  lazySourceOf,
  lazySrcsetOf,
} from "../../article/html/pictures.ts";
import type { Element } from "../document.ts";
import { isPixel } from "./tracking.ts";

/** Removes pictures that count readers, and gives lazy pictures the addresses that a script would give them. */
export function resolvePictures(root: Element): void {
  for (const source of root.querySelectorAll("picture source")) adoptLazyValue(source, "srcset", lazySrcsetOf);
  for (const picture of root.querySelectorAll("img")) {
    adoptLazyValue(picture, "src", lazySourceOf);
    adoptLazyValue(picture, "srcset", lazySrcsetOf);
    for (const name of lazyAttributes) picture.removeAttribute(name);
    if (isPlaceholder(picture.getAttribute("src"))) {
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

function adoptLazyValue(element: Element, name: string, lazyValueOf: typeof lazySourceOf): void {
  const value = lazyValueOf((each) => element.getAttribute(each));
  if (value !== undefined) element.setAttribute(name, value);
}

/** Replaces a lazy picture without an address by the picture for readers without scripts. */
function useFallback(fallback: Element): void {
  const pictures = [...fallback.querySelectorAll("img")];
  const [picture] = pictures;
  if (picture === undefined || pictures.length > 1 || fallback.textContent.trim() !== "") return;
  const previous = fallback.previousElementSibling;
  const lazyPicture = previous?.localName === "img" ? previous : previous?.querySelector("img");
  if (!lazyPicture || previous?.textContent.trim() !== "") fallback.replaceWith(picture);
  else if (isPlaceholder(lazyPicture.getAttribute("src"))) {
    lazyPicture.replaceWith(picture);
    fallback.remove();
  } else fallback.remove();
}

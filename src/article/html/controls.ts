import type { ChildNode, Element } from "./parser.ts";
import { hasClass } from "./tree.ts";

/** Classes of what scripts draw over players. */
const drawnControls =
  /^(?:kg-audio-player|kg-audio-thumbnail|kg-video-overlay|kg-video-player-container|kg-file-card-icon|mejs-(?:controls|layers|offscreen)|plyr__controls|plyr__captions|vjs-(?:control-bar|loading-spinner|modal-dialog|text-track-display))$/;

const hiddenPicture = /^kg-(?:audio|video)-hide$/;

/** Removes the buttons and times that scripts draw over players. */
export function replacePlayerControls(element: Element): readonly ChildNode[] | undefined {
  const isPicture = element.tagName === "img";
  return hasClass(element, isPicture ? hiddenPicture : drawnControls) ? [] : undefined;
}

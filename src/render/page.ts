/** Renders the HTML pages. Like all rendering it is pure. */
export { articlePage } from "./page/article.ts";
export { channelPage } from "./page/channel.ts";
export { errorPage } from "./page/error.ts";
export { homePage } from "./page/home.ts";
export { createDateFormat } from "./page/labels.ts";
export { scriptHash } from "./page/script.ts";
export type { PageContext } from "./page/shell.ts";
export { styleHash } from "./page/style.ts";

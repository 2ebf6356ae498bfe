/** Renders the HTML pages. Like all rendering it is pure. */
export { articlePage } from "./page/article.ts";
export { channelPage } from "./page/channel.ts";
export { createPageContext, type PageContext } from "./page/context.ts";
export { errorPage } from "./page/error.ts";
export { homePage } from "./page/home.ts";
export { fillNearestFeed } from "./page/nearest-feed.ts";
export { relativeAddresses } from "./page/private.ts";
export { scriptHash } from "./page/script.ts";
export { scriptElement } from "./page/shell.ts";
export { styleHash } from "./page/style.ts";

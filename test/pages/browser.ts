import { accessSync, constants } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { type Browser, chromium } from "playwright-core";
import type { Test } from "tap";

const places = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/** Where a Chromium is: what `CHROMIUM` says, or where systems have it; undefined where there is none. */
export const chromiumPath = [process.env.CHROMIUM, ...places].find((path) => {
  if (!path) return false;
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
});

/** Why tests in a browser are left out, or false. */
export const noBrowser = chromiumPath === undefined && "no Chromium here: install one, or name it in CHROMIUM";

/** A Chromium that asks nobody for anything, closed when the test ends. */
export async function startBrowser(t: Test): Promise<Browser> {
  const browser = await chromium.launch({
    timeout: 120_000,
    ...(chromiumPath !== undefined && { executablePath: chromiumPath }),
    args: [
      "--headless",
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
  t.teardown(() => browser.close());
  return browser;
}

/** A server of pictures, `/WIDTHxHEIGHT`; at any other path there is none. Gives its origin; closed when the test ends. */
export async function startPictures(t: Test): Promise<string> {
  const server = createServer((request, response) => {
    const [, width, height] = /^\/(\d+)x(\d+)$/.exec(request.url ?? "") ?? [];
    if (width === undefined) return response.writeHead(404).end();
    response.writeHead(200, { "content-type": "image/svg+xml" });
    response.end(
      `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><rect width="100%" height="100%"/></svg>`,
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.teardown(() => server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

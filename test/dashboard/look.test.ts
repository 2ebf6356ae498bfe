import { noBrowser, startBrowser } from "../pages/browser.ts";
import { startService, token } from "../service.ts";
import { slowTest } from "../slow.ts";
import { judgePage, openDesk } from "./browser.ts";

/** Every page of the dashboard as it is without any content of its own. */
const paths = [
  "/dashboard",
  "/dashboard/tokens",
  "/dashboard/media",
  "/dashboard/import",
  "/dashboard/channels",
  "/dashboard/sources",
  "/dashboard/settings",
  "/dashboard/webhooks",
  "/dashboard/subscribers",
  "/dashboard/audit",
  "/dashboard/api",
  "/dashboard/nowhere",
];

slowTest("every page of the dashboard, light and dark, wide and narrow", { skip: noBrowser }, async (t) => {
  const browser = await startBrowser(t);
  const service = await startService(t);
  await service.admin("POST", "/tokens", { name: "<b>CMS</b> ".repeat(8), scopes: ["read"], expires: "90d" });
  for (const path of paths) {
    const { page, complaints } = await openDesk(browser, service, path);
    await judgePage(t, page, path);
    t.same(
      complaints.filter((text) => !text.includes("404")),
      [],
      `the browser does not complain of ${path}`,
    );
    await page.context().close();
  }
  const { page } = await openDesk(browser, service, "/dashboard/sign-in");
  await judgePage(t, page, "the page where one signs in");
  await page.context().close();

  await t.test("one signs in, and out, by the pages' own forms", async (t) => {
    const page = await browser.newPage();
    await page.goto(`${service.url}/dashboard/tokens`);
    await page.getByLabel("Token").fill(token);
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "Make a token" }).waitFor();
    t.equal(new URL(page.url()).pathname, "/dashboard/tokens", "one comes to where one wanted to go");
    await page.getByRole("banner").getByText("admin", { exact: true }).click();
    await page.getByRole("button", { name: "Sign out", exact: true }).click();
    await page.getByText("You are signed out.").waitFor();
  });
});

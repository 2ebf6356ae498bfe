/**
 * Returns a command that publishes an article, for a shell.
 * @param serviceUrl the public address of the service
 * @param siteUrl the address of the site whose articles it publishes
 */
export function exampleFor(serviceUrl: string, siteUrl: string): string {
  const article = {
    id: new URL("first-call", siteUrl).href,
    title: "A first call",
    content_html: "<p>This article came by the admin API.</p>",
    tags: ["api"],
  };
  return [
    `curl ${quote(`${serviceUrl}/admin/articles`)} \\`,
    `  --header "Authorization: Bearer $TOKEN" \\`,
    `  --header 'Content-Type: application/json' \\`,
    `  --data ${quote(JSON.stringify(article))}`,
  ].join("\n");
}

/** Quotes a text for a POSIX shell. */
function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

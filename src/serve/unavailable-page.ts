/** How soon a browser asks again. */
const reloadSeconds = 5;

/**
 * Returns the page for a browser that asks for the dashboard while the publishing process is away. It asks again by itself,
 * unless a form was sent, which would be lost. Serving does not know the language of the site's pages, so it is English.
 * @param detail what happened, without anything from outside
 * @param method that of the request
 */
export function unavailablePage(detail: string, method: string): { headers: Record<string, string>; body: string } {
  const isRead = method === "GET" || method === "HEAD";
  const advice = isRead
    ? `This page asks again every ${reloadSeconds} seconds.`
    : "Go back in your browser, where what you typed still stands, and send it again.";
  return {
    headers: {
      "content-type": "text/html; charset=utf-8",
      "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
      "x-content-type-options": "nosniff",
      "cache-control": "no-store",
      "retry-after": String(reloadSeconds),
    },
    body: `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
${isRead ? `<meta http-equiv="refresh" content="${reloadSeconds}">\n` : ""}<title>One moment</title>
</head>
<body>
<h1>One moment</h1>
<p>${detail}</p>
<p>${advice}</p>
</body>
</html>
`,
  };
}

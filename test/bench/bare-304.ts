import { createServer } from "node:http";

/** The least that Node can do: every request is answered 304. `node bare-304.ts PORT` */
createServer((_request, response) => response.writeHead(304, { etag: '"bare"' }).end()).listen(
  Number(process.argv[2]),
  "127.0.0.1",
);

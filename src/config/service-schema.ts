import Type, { type Static } from "typebox";
import { noOtherKeys } from "./fields.ts";
import { logLevels } from "./setting-values.ts";

const pathSchema = (description: string) =>
  Type.Optional(Type.String({ minLength: 1, description: `${description}; starts from the folder of the service` }));

/** `service`: the settings that the environment may hold as well, under the names in docs/configuration.md. */
export const Service = Type.Object(
  {
    host: Type.Optional(Type.String({ format: "host", description: "where the service listens" })),
    port: Type.Optional(
      Type.Integer({
        minimum: 0,
        maximum: 65_535,
        description: "where the service listens; 0 lets the system pick a port",
      }),
    ),
    socket: Type.Optional(
      Type.String({
        format: "socket-path",
        description: "the path of a Unix socket to listen on, instead of host and port",
      }),
    ),
    baseUrl: Type.Optional(
      Type.String({ format: "public-address", description: "the public address that documents contain" }),
    ),
    dataDir: pathSchema("the collection, the admin token and the inbox"),
    feedsDir: pathSchema("the published documents"),
    dashboardUrl: Type.Optional(
      Type.String({
        format: "origin",
        description: "the address of the dashboard, if it has a host of its own; without it, /dashboard of every host",
      }),
    ),
    publishingUrl: Type.Optional(
      Type.String({
        format: "http-origin",
        description: "with serve --only=feeds: the address of the service that publishes",
      }),
    ),
    adminTokenFile: pathSchema("a file that holds the admin token"),
    logLevel: Type.Optional(Type.Enum([...logLevels], { description: "the least severe messages of the log" })),
  },
  {
    ...noOtherKeys,
    default: {},
  },
);

export type ServiceSettings = Static<typeof Service>;

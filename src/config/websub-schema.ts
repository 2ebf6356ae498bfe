import Type, { type Static } from "typebox";
import { noOtherKeys } from "./fields.ts";

/** `websub`: who tells subscribers of changes at once (https://www.w3.org/TR/websub/). */
export const WebSub = Type.Object(
  {
    hub: Type.Unsafe<"own" | readonly string[] | false>({
      anyOf: [
        { const: "own" },
        { const: false },
        {
          type: "array",
          minItems: 1,
          maxItems: 10,
          uniqueItems: true,
          items: { type: "string", format: "http-url", maxLength: 2000 },
        },
      ],
      default: "own",
      description:
        "the hub that documents name: own (this service, at /hub), a list of addresses of hubs elsewhere, or false for none",
    }),
    delivery: Type.Enum(["whole", "new"], {
      default: "whole",
      description: "what the own hub delivers: the whole document, or only its new and changed items",
    }),
  },
  { ...noOtherKeys, default: {} },
);

export type WebSub = Static<typeof WebSub>;

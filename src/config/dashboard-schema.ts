import Type from "typebox";
import { noOtherKeys } from "./fields.ts";

/** `dashboard`: the pages on which people write and watch. */
export const Dashboard = Type.Object(
  {
    plainHttp: Type.Boolean({
      default: false,
      description:
        "whether people may sign in over plain HTTP from other computers, where others on the way can read their token",
    }),
  },
  { ...noOtherKeys, default: {} },
);

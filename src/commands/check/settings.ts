import { type Environment, type SettingKey, secretSettings, settingVariables } from "../../config/environment.ts";

/** A setting in force, as `--json` prints it. `value` is null where it is secret. `from`: where it stands. */
export type SettingInForce = { name: string; value: string | number | null; from: string };

/** Lists the settings in force, and where each of them comes from. Secret values are not in it. Pure. */
export function listSettings(environment: Environment): SettingInForce[] {
  return Object.entries(settingVariables).flatMap(([name, key]) => {
    const value = secretSettings.includes(key) ? null : environment[key];
    const isSet = environment.origins[key] !== undefined;
    if (value === undefined || (value === null && !isSet)) return [];
    return [{ name, value, from: describeOrigin(key, environment) }];
  });
}

/** Writes a setting as a line for people. */
export function describeSetting({ name, value, from }: SettingInForce): string {
  return `  ${name} = ${value ?? "(not shown)"}, from ${from}`;
}

function describeOrigin(key: SettingKey, { origins, configFile }: Environment): string {
  const origin = origins[key];
  if (origin === "configuration") return `service.${key} in ${configFile}`;
  return origin === undefined ? "the defaults" : origin === "environment" ? "the environment" : "the file .env";
}

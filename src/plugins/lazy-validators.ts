import AjvCompiler from "@fastify/ajv-compiler";
import type { ValidateFunction } from "ajv";

type BuildCompiler = AjvCompiler.BuildCompilerFromPool;

const buildCompiler = AjvCompiler();

/**
 * Makes the compiler of a Fastify application's validators, for its option `schemaController`. It does as Fastify's own,
 * but compiles a schema when the first request needs it: validators would take a third of the time in which publishing
 * starts, and most of them are never asked for.
 */
export const lazyValidators: BuildCompiler = (externalSchemas, options) => {
  const compile = buildCompiler(externalSchemas, options);
  return (schema, meta) => {
    let compiled: ValidateFunction | undefined;
    const validate = (...given: Parameters<ValidateFunction>) => {
      compiled ??= compile(schema, meta) as ValidateFunction;
      const answer = compiled(...given);
      validate.errors = compiled.errors ?? null;
      return answer;
    };
    validate.errors = null as ValidateFunction["errors"] | null;
    // Fastify tells a validator where its value stands, so that it can be replaced, only where it finds this member.
    validate.schemaEnv = true;
    return validate as unknown as ReturnType<ReturnType<BuildCompiler>>;
  };
};

import module from "node:module";
import { fileURLToPath } from "node:url";

/*
 * The compile cache makes later starts faster and smaller. If its folder cannot be written, Node runs without it.
 *
 * Each process and each thread enables it before it loads its first TypeScript: otherwise Node loads what strips the types,
 * which takes a tenth of a second and 15 MB. So all of them start with a small file of plain JavaScript.
 */
module.enableCompileCache(fileURLToPath(new URL("../node_modules/.cache/courant", import.meta.url)));

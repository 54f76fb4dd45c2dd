// Bundles every file directly in src/ into dist/ under a name that carries its hash, and writes
// dist/manifest.json: {"app.js": "app-1A2B3C4D.js", …}, by which templates find them.
import { readdir, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const source = join(here, "src");
const target = join(here, "dist");

const entries = (await readdir(source, { withFileTypes: true }))
  .filter((entry) => entry.isFile() && /\.(js|css)$/.test(entry.name))
  .map((entry) => join(source, entry.name));

await rm(target, { recursive: true, force: true });

const { metafile } = await build({
  entryPoints: entries,
  outdir: target,
  entryNames: "[name]-[hash]",
  chunkNames: "part-[hash]",
  assetNames: "[name]-[hash]",
  bundle: true,
  splitting: true,
  format: "esm",
  target: "es2021",
  minify: true,
  legalComments: "external",
  metafile: true,
  logLevel: "warning",
  define: { "process.env.NODE_ENV": '"production"' },
  loader: Object.fromEntries(
    [".woff", ".woff2", ".ttf", ".eot", ".svg", ".png"].map((ending) => [ending, "file"]),
  ),
});

// the worker stands alone: one file, no parts
const worker = await build({
  entryPoints: [join(source, "worker", "sw.js")],
  outdir: target,
  entryNames: "[name]-[hash]",
  bundle: true,
  format: "iife",
  target: "es2021",
  minify: true,
  metafile: true,
  logLevel: "warning",
});

const manifest = Object.fromEntries(
  Object.entries({ ...metafile.outputs, ...worker.metafile.outputs })
    .filter(([, output]) => output.entryPoint)
    .map(([path, output]) => [basename(output.entryPoint), basename(path)])
    .sort(),
);

await writeFile(join(target, "manifest.json"), JSON.stringify(manifest, null, 2) + "\n");

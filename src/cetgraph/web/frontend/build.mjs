// Bundles each page's module with what it imports. Arguments: the folder to write into.
import { readFileSync, readdirSync, existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";

const out = process.argv[2];

await build({
  entryPoints: ["editor.ts", "explore.ts", "site.ts"].filter(existsSync),
  outdir: out,
  bundle: true,
  minify: true,
  format: "esm",
  target: "es2022",
  legalComments: "none",
  logLevel: "warning",
});

// The bundle carries other people's work: their licences travel beside it.
const lock = JSON.parse(readFileSync("package-lock.json", "utf8"));
const texts = [];
for (const [folder, entry] of Object.entries(lock.packages).sort()) {
  if (!folder || entry.dev || entry.optional || folder === "node_modules/esbuild" || !existsSync(folder)) continue;
  const file = readdirSync(folder).sort().find((name) => /^licen[cs]e/i.test(name));
  const name = folder.replace(/^.*node_modules\//, "");
  const text = file ? readFileSync(join(folder, file), "utf8").trim() : "";
  texts.push(`${name} ${entry.version} (${entry.license ?? "see its own page"})\n\n${text}\n`);
}
writeFileSync(join(out, "licences.txt"), texts.join(`\n${"-".repeat(72)}\n\n`));

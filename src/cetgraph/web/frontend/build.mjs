// Bundles each page's module with what it imports. Arguments: the folder to write into.
import { createHash } from "node:crypto";
import { readFileSync, readdirSync, existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants } from "node:zlib";
import { build } from "esbuild";

const out = process.argv[2];

// Large libraries are files of their own, which pages fetch when they need them, and what they offer to our modules.
const LIBRARIES = {
  "graph.js": { "vis-data/esnext": "DataSet", "vis-network/esnext": "Network" },
  "yasqe.js": { "@zazuko/yasqe": "default" },
  "yasr.js": { "@zazuko/yasr": "default" },
};

const common = {
  bundle: true,
  minify: true,
  format: "esm",
  target: "es2022",
  legalComments: "none",
  logLevel: "warning",
};

// An address carries the digest of the file, as those in the templates do: it never means other bytes.
const addresses = {};
for (const [file, offers] of Object.entries(LIBRARIES)) {
  const contents = Object.entries(offers).map(([name, what]) => `export { ${what} } from "${name}";`).join("\n");
  await build({ ...common, stdin: { contents, resolveDir: "." }, outfile: join(out, file) });
  const digest = createHash("sha256").update(readFileSync(join(out, file))).digest("hex").slice(0, 32);
  for (const name of Object.keys(offers)) addresses[name] = `./${file}?v=${digest}`;
}

const apart = {
  name: "apart",
  setup: ({ onResolve }) =>
    onResolve({ filter: /^[@a-z]/ }, ({ path, kind }) =>
      kind !== "entry-point" && path in addresses ? { path: addresses[path], external: true } : undefined),
};

await build({
  ...common,
  entryPoints: ["editor.ts", "explore.ts", "site.ts", "answer.css"].filter(existsSync),
  outdir: out,
  plugins: [apart],
});

// Browsers that take brotli get a sixth less; it is too slow to be done while they wait.
for (const name of readdirSync(out)) {
  const octets = readFileSync(join(out, name));
  const small = brotliCompressSync(octets, { params: { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY } });
  writeFileSync(join(out, `${name}.br`), small);
}

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

// Bundles the editor into one module, and the licences of all that is in it into one text.
// node build.js FOLDER: where to put them.
import { readFile, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { build } from "esbuild";

const folder = process.argv[2];
const made = await build({
  entryPoints: ["src/editor.js"],
  outfile: join(folder, "editor.js"),
  bundle: true,
  minify: true,
  format: "esm",
  target: "es2022",
  legalComments: "none",
  metafile: true,
});

const packages = new Set();
for (const file of Object.keys(made.metafile.inputs)) {
  const found = file.match(/^(?:.*\/)?node_modules\/((?:@[^/]+\/)?[^/]+)\//);
  if (found) packages.add(found[1]);
}
const texts = [];
for (const name of [...packages].sort()) {
  const home = join("node_modules", name);
  const licence = (await readdir(home)).find((file) => /^licen[sc]e/i.test(file));
  if (!licence) throw new Error(`${name} comes without a licence`);
  const { version } = JSON.parse(await readFile(join(home, "package.json"), "utf8"));
  texts.push(`${name} ${version}\n\n${(await readFile(join(home, licence), "utf8")).trim()}\n`);
}
await writeFile(join(folder, "licences.txt"), texts.join(`\n${"-".repeat(72)}\n\n`));

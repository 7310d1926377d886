// Builds the pages' assets: every .js and .css file beside this one is an entry point, bundled into static/dist under a
// name that carries the hash of its content; manifest.json maps the plain names to the hashed ones.
import { createHash } from "node:crypto";
import { copyFileSync, existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const root = resolve(here, "../..");
const modules = join(root, "node_modules");
const published = join(root, "gateway/static/dist");
const dist = `${published}.new`; // swapped in when complete, so that a running server never sees half of it
const fontWeights = ["400Regular", "400Regular_Italic", "500Medium", "600SemiBold", "700Bold"];
const iconPatterns = [/\bicon\s*=\s*["']([a-z0-9-]+)["']/g, /\bicon\(\s*["']([a-z0-9-]+)["']/g];

async function bundle() {
  const entries = readdirSync(here).filter((name) => /\.(js|css)$/.test(name));
  const result = await build({
    absWorkingDir: root,
    entryPoints: entries.map((name) => join(here, name)),
    outdir: dist,
    outbase: here,
    bundle: true,
    splitting: true,
    format: "esm",
    target: ["es2022"],
    minify: true,
    metafile: true,
    legalComments: "linked",
    entryNames: "[name]-[hash]",
    chunkNames: "chunk-[hash]",
    assetNames: "files/[name]-[hash]",
    loader: { ".woff2": "file", ".woff": "file", ".svg": "file", ".png": "file" },
    logLevel: "warning",
  });
  const manifest = {};
  for (const [path, output] of Object.entries(result.metafile.outputs)) {
    if (!output.entryPoint) continue;
    const plain = basename(output.entryPoint);
    if (entries.includes(plain)) manifest[plain] = relative(dist, join(root, path));
  }
  return manifest;
}

function sources(folder) {
  const found = [];
  for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      if (!["tests", "static", "migrations", "__pycache__", "fonts"].includes(entry.name)) found.push(...sources(path));
    } else if (/\.(py|html|js)$/.test(entry.name)) {
      found.push(path);
    }
  }
  return found;
}

function iconsUsed() {
  const names = new Map();
  for (const path of ["chassis", "services", "gateway"].flatMap(sources)) {
    const text = readFileSync(join(root, path), "utf8");
    for (const pattern of iconPatterns) for (const match of text.matchAll(pattern)) names.set(match[1], path);
  }
  const listed = join(here, "icons.txt");
  if (existsSync(listed)) {
    for (const line of readFileSync(listed, "utf8").split("\n")) {
      const name = line.replace(/#.*/, "").trim();
      if (name) names.set(name, "gateway/assets/icons.txt");
    }
  }
  return new Map([...names].sort());
}

function symbol(name, usedIn) {
  const filled = name.endsWith("-filled");
  const file = filled ? `filled/${name.slice(0, -7)}.svg` : `outline/${name}.svg`;
  const path = join(modules, "@tabler/icons/icons", file);
  if (!existsSync(path)) throw new Error(`There is no Tabler icon "${name}" (used in ${usedIn}).`);
  const svg = readFileSync(path, "utf8").replace(/<!--[\s\S]*?-->/g, "");
  const body = svg.replace(/^[\s\S]*?<svg[^>]*>/, "").replace(/<\/svg>\s*$/, "").replace(/\s*\n\s*/g, "");
  const paint = filled
    ? 'fill="currentColor"'
    : 'fill="none" stroke="currentColor" stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round"';
  return `<symbol id="${name}" viewBox="0 0 24 24" ${paint}>${body}</symbol>`;
}

function sprite() {
  const symbols = [...iconsUsed()].map(([name, usedIn]) => symbol(name, usedIn));
  const text = `<svg xmlns="http://www.w3.org/2000/svg">\n${symbols.join("\n")}\n</svg>\n`;
  const name = `icons-${createHash("sha256").update(text).digest("hex").slice(0, 8).toUpperCase()}.svg`;
  writeFileSync(join(dist, name), text);
  return name;
}

function documentFonts() {
  const from = join(modules, "@expo-google-fonts/inter");
  const to = join(root, "chassis/fonts");
  mkdirSync(to, { recursive: true });
  for (const weight of fontWeights) copyFileSync(join(from, weight, `Inter_${weight}.ttf`), join(to, `Inter_${weight}.ttf`));
  copyFileSync(join(from, "LICENSE_FONT"), join(to, "LICENSE"));
}

documentFonts();
rmSync(dist, { recursive: true, force: true });
mkdirSync(dist, { recursive: true });
const manifest = { ...(await bundle()), "icons.svg": sprite() };
writeFileSync(join(dist, "manifest.json"), JSON.stringify(manifest, null, 2) + "\n");
rmSync(published, { recursive: true, force: true });
renameSync(dist, published);

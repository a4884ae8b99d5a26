import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { read } from "./projectFiles.ts";
import type { Finding } from "./seededTree.ts";
import { lint, plantTree } from "./seededTree.ts";

const rows = read("docs/architecture.md")
  .split("\n")
  .map((line) => line.split("|").map((cell) => cell.trim()))
  .filter((cells) => cells.length === 6 && /^[a-z]/.test(cells[1] ?? "") && cells[1] !== "src/…");

const layers = rows.map(([, layer = ""]) => layer).filter((layer) => !layer.includes("."));
const packages = [
  ...new Set(rows.flatMap(([, , , names = ""]) => names.split(", ").map(specifierOf))),
  "vite",
  "node:fs",
].filter((name) => name !== "none");

interface Rule {
  readonly file: string;
  readonly legal: readonly string[];
  readonly illegal: readonly string[];
}

const rules: readonly Rule[] = rows.map(([, layer = "", imports = "", names = ""]) => {
  const own = layer.split("/")[0] ?? layer;
  const isFile = layer.includes(".");
  const mayImport = imports.startsWith("everything but ")
    ? layers.filter((other) => !imports.slice("everything but ".length).split(", ").includes(other))
    : imports.split(", ");
  const legal = [
    ...layers.filter((other) => other === own || mayImport.includes(other)).map((other) => `#${other}/x.ts`),
    ...packages.filter((name) => names.split(", ").map(specifierOf).includes(name)),
    ...(layer === "main.tsx" ? [] : ["./x.ts", "./folder/x.ts", "../x.ts"]),
    ...(layer === "ui" ? ["../controls/x.ts"] : []),
  ];
  const all = [
    ...layers.map((other) => `#${other}/x.ts`),
    ...packages,
    "../nn/x.ts",
    "../../nn/x.ts",
    "./../nn/x.ts",
  ];
  return {
    file: isFile ? `src/${layer}` : `src/${layer}/folder/seed.ts`,
    legal,
    illegal: all.filter((specifier) => !legal.includes(specifier)),
  };
});

/** `@tensorflow` stands for all its packages. */
function specifierOf(name: string): string {
  return { "@tensorflow": "@tensorflow/tfjs-core", "@base-ui/react": "@base-ui/react/dialog" }[name] ?? name;
}

let findings: readonly Finding[];
let tree: ReturnType<typeof plantTree>;

beforeAll(async () => {
  tree = plantTree({
    ...Object.fromEntries(
      rules.map(({ file, legal, illegal }) => [
        file,
        [...legal, ...illegal].map((specifier) => `import "${specifier}";\n`).join(""),
      ]),
    ),
    "src/misc/seed.ts": 'import "#math/x.ts";\n',
  });
  findings = await lint(tree.path);
}, 60_000);

afterAll(() => tree.remove());

describe("the linter holds the layer table of docs/architecture.md", () => {
  test("the table names every folder of the design", () => {
    expect(layers).toHaveLength(15);
  });

  test.for(rules)("$file", ({ file, legal, illegal }) => {
    const specifiers = [...legal, ...illegal];
    const reported = findings
      .filter((finding) => finding.file === file && finding.rule === "no-restricted-imports")
      .map(({ line }) => specifiers[line - 1]);
    expect(new Set(reported)).toEqual(new Set(illegal));
  });

  test("a folder that is not in the table may import nothing", () => {
    expect(findings).toContainEqual({ file: "src/misc/seed.ts", rule: "no-restricted-imports", line: 1 });
  });
});

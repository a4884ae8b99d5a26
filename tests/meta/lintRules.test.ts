import { afterAll, beforeAll, expect, test } from "vitest";
import type { Finding } from "./seededTree.ts";
import { lint, plantTree } from "./seededTree.ts";

/** One violation each: where it is planted, and the rule that must report it there. */
const violations: readonly { rule: string; file: string; text: string }[] = [
  {
    rule: "no-cycle",
    file: "src/math/cycleA.ts",
    text: 'import { b } from "./cycleB.ts";\nexport const a = b;\n',
  },
  {
    rule: "no-cycle",
    file: "src/math/cycleB.ts",
    text: 'import { a } from "./cycleA.ts";\nexport const b = a;\n',
  },
  {
    rule: "no-cycle",
    file: "src/gpu/hashCycle.ts",
    text: 'import { d } from "#gpu/hashCycleB.ts";\nexport const c = d;\n',
  },
  {
    rule: "no-cycle",
    file: "src/gpu/hashCycleB.ts",
    text: 'import { c } from "#gpu/hashCycle.ts";\nexport const d = c;\n',
  },
  {
    rule: "no-floating-promises",
    file: "src/engine/floats.ts",
    text: "export function f() {\n  Promise.resolve(1);\n}\n",
  },
  {
    rule: "no-misused-promises",
    file: "src/engine/misused.ts",
    text: "export const f = (p: Promise<boolean>) => (p ? 1 : 2);\n",
  },
  {
    rule: "switch-exhaustiveness-check",
    file: "src/store/partial.ts",
    text: 'export function f(x: "a" | "b") {\n  switch (x) {\n    case "a":\n      return 1;\n  }\n  return 2;\n}\n',
  },
  { rule: "max-lines", file: "src/math/long.ts", text: "export {};\n".repeat(301) },
  {
    rule: "no-restricted-properties",
    file: "src/math/dice.ts",
    text: "export const dice = () => Math.random();\n",
  },
  ...[
    "element.innerHTML = text;",
    "element.outerHTML = text;",
    'element.insertAdjacentHTML("beforeend", text);',
  ].map((line, i) => ({
    rule: "no-restricted-properties",
    file: `src/ui/markup${i}.ts`,
    text: `export function show(element: Element, text: string) {\n  ${line}\n}\n`,
  })),
  {
    rule: "no-danger",
    file: "src/ui/Markup.tsx",
    text: "export const Markup = ({ text }: { text: string }) => <p dangerouslySetInnerHTML={{ __html: text }} />;\n",
  },
  {
    rule: "no-eval",
    file: "src/math/evaluates.ts",
    text: "export const f = (text: string) => eval(text) as unknown;\n",
  },
  {
    rule: "no-implied-eval",
    file: "src/math/makes.ts",
    text: "export const f = (text: string) => new Function(text);\n",
  },
  {
    rule: "no-implied-eval",
    file: "src/client/later.ts",
    text: "export const f = (text: string) => setTimeout(text, 1);\n",
  },
  { rule: "no-default-export", file: "src/nn/unet.ts", text: "export default 1;\n" },
  { rule: "no-default-export", file: "src/diffusion/schedule.ts", text: "export default 1;\n" },
  {
    rule: "no-explicit-any",
    file: "src/client/loose.ts",
    text: "export const f = (x: any) => x as number;\n",
  },
  {
    rule: "no-non-null-assertion",
    file: "src/client/sure.ts",
    text: "export const f = (x: number | null) => x!;\n",
  },
  { rule: "no-barrel-file", file: "src/diffusion/index.ts", text: 'export * from "./legal.ts";\n' },
  {
    rule: "consistent-type-imports",
    file: "src/data/typeImport.ts",
    text: 'export type X = import("#engine/train.ts").X;\n',
  },
  {
    rule: "no-restricted-imports",
    file: "src/data/typeOnly.ts",
    text: 'import type { X } from "#engine/train.ts";\nexport type Y = X;\n',
  },
  {
    rule: "no-restricted-imports",
    file: "src/data/lazy.ts",
    text: 'export const x = import("#nn/tf.ts");\n',
  },
  { rule: "no-restricted-imports", file: "src/data/again.ts", text: 'export { x } from "#nn/tf.ts";\n' },
  { rule: "no-console", file: "src/worker/chatty.ts", text: "console.log(1);\n" },
  { rule: "no-warning-comments", file: "src/math/later.ts", text: "// TODO finish\nexport const x = 1;\n" },
  { rule: "eqeqeq", file: "src/math/equal.ts", text: "export const f = (x: number) => x == 1;\n" },
  { rule: "filename-case", file: "src/math/snake_case.ts", text: "export const x = 1;\n" },
  { rule: "filename-case", file: "src/math/PascalCase.ts", text: "export const x = 1;\n" },
  { rule: "no-disabled-tests", file: "tests/unit/skipped.test.ts", text: testFile("test.skip") },
  {
    rule: "expect-expect",
    file: "tests/unit/vacuous.test.ts",
    text: 'import { test } from "vitest";\ntest("runs", () => {\n  Math.sqrt(2);\n});\n',
  },
  { rule: "no-focused-tests", file: "tests/unit/focused.test.ts", text: testFile("test.only") },
  { rule: "rules-of-hooks", file: "src/ui/Hook.tsx", text: hookFile("if (on) useState(0);") },
];

/** Files that keep the rules, among them each place where a rule makes an exception. */
const legal: Readonly<Record<string, string>> = {
  "src/math/legal.ts": "export const square = (x: number) => x * x;\n",
  "src/diffusion/legal.ts": 'import { square } from "#math/legal.ts";\nexport const four = square(2);\n',
  "src/diffusion/schedules/foo.ts": 'import { four } from "../legal.ts";\nexport default four;\n',
  "src/diffusion/samplers/foo.ts": "export default 1;\n",
  "src/data/datasets/foo.ts": "export default 1;\n",
  "src/ui/lessons/foo.ts": "export default 1;\n",
  "src/ui/panels/Foo.tsx": "export default function Foo() {\n  return null;\n}\n",
  "src/math/exactlyFull.ts": "export {};\n".repeat(300),
  "tests/unit/fine.test.ts": testFile("test"),
  "src/ui/Fine.tsx": hookFile("useState(on);"),
};

function testFile(call: string): string {
  return `import { expect, test } from "vitest";\n${call}("adds", () => {\n  expect(1 + 1).toBe(2);\n});\n`;
}

function hookFile(body: string): string {
  return `import { useState } from "react";\nexport function Hook({ on }: { on: boolean }) {\n  ${body}\n  return null;\n}\n`;
}

let tree: ReturnType<typeof plantTree>;
let findings: readonly Finding[];

beforeAll(async () => {
  tree = plantTree({ ...legal, ...Object.fromEntries(violations.map(({ file, text }) => [file, text])) });
  findings = await lint(tree.path);
}, 60_000);

afterAll(() => tree.remove());

test.for(violations)("$rule is reported in $file, and nothing else is", ({ rule, file }) => {
  expect(new Set(findings.filter((finding) => finding.file === file).map((finding) => finding.rule))).toEqual(
    new Set([rule]),
  );
});

test.for(Object.keys(legal))("%s passes", (file) => {
  expect(findings.filter((finding) => finding.file === file)).toEqual([]);
});

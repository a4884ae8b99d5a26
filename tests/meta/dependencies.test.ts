import { describe, expect, test } from "vitest";
import { read } from "./projectFiles.ts";

const { dependencies, devDependencies } = JSON.parse(read("package.json")) as Record<
  "dependencies" | "devDependencies",
  Readonly<Record<string, string>>
>;

test.for(Object.entries({ ...dependencies, ...devDependencies }))("%s is pinned to %s", ([, version]) => {
  expect(version).toMatch(/^\d+\.\d+\.\d+$/);
});

describe("README lists what the page is made of, each with its licence", () => {
  test.for(Object.keys(dependencies))("%s", (name) => {
    const { license } = JSON.parse(read(`node_modules/${name}/package.json`)) as { license: string };
    const row = read("README.md")
      .split("\n")
      .find((line) => line.includes(`| ${name} `));
    expect(row).toContain(`| ${license} `);
  });
});

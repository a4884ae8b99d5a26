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

test("the notices of what only the worker holds are the packages' own", () => {
  const notices = read("public/worker-licenses.txt");
  const [mit = "no notice"] =
    /Copyright 2019 David Bau[^]*DEALINGS IN THE\s+SOFTWARE\./.exec(
      read("node_modules/seedrandom/README.md"),
    ) ?? [];
  expect(notices).toContain(mit);
  expect(notices).toContain(read("node_modules/long/LICENSE").replaceAll("\r\n", "\n").trim());
});

test("the lockfile knows each package that another asks for, those for other platforms too, so that npm ci accepts it", () => {
  const { packages } = JSON.parse(read("package-lock.json")) as {
    packages: Readonly<Record<string, Locked>>;
  };
  const known = new Set(Object.keys(packages).map((path) => path.split("node_modules/").at(-1)));
  const wanted = Object.values(packages).flatMap((locked) =>
    Object.keys({ ...locked.dependencies, ...locked.optionalDependencies }),
  );
  expect(wanted.filter((name) => !known.has(name))).toEqual([]);
});

interface Locked {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

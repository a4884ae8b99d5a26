import { describe, expect, test } from "vitest";
import type { BenchOptions } from "../../../../tools/bench/options.ts";
import { parseOptions } from "../../../../tools/bench/options.ts";

function parse(...args: string[]): BenchOptions {
  const options = parseOptions(args);
  if (options === "help") throw new Error("this asks for help");
  return options;
}

describe("which rows are measured", () => {
  test("all of them, when nothing is said", () => {
    const { wants } = parse();
    expect([wants("L", "stock"), wants("chain", "jax-js"), wants("sampling", "captured")]).toEqual([
      true,
      true,
      true,
    ]);
  });

  test.for([
    ["280k,XS", "280k", "stock", true],
    ["280k,XS", "S", "stock", false],
    ["captured", "L", "captured", true],
    ["captured", "L", "stock", false],
    ["280k, captured", "280k", "captured", true],
    ["280k, captured", "280k", "kernels", false],
    ["280k, captured", "XS", "captured", false],
  ] as const)("--only %s: %s, %s is %s", ([only, net, engine, isWanted]) => {
    expect(parse("--only", only).wants(net, engine)).toBe(isWanted);
  });

  test("--quick leaves the large ones out, unless they are asked for by name", () => {
    expect(parse("--quick").wants("280k", "stock")).toBe(true);
    expect(parse("--quick").wants("L", "stock")).toBe(false);
    expect(parse("--quick", "--only", "L").wants("L", "stock")).toBe(true);
    expect(parse("--quick", "--only", "stock").wants("L", "stock")).toBe(false);
  });
});

test.for([
  [["--only", "280k,huge"], "--only huge: there is 280k, XS"],
  [["--fast"], "--fast"],
  [["280k"], "280k"],
] as const)("%j is refused", ([args, message]) => {
  expect(() => parseOptions(args)).toThrow(message);
});

test("the file for the figures", () => {
  expect(parse("--json", "bench.json").json).toBe("bench.json");
  expect(parse().json).toBeNull();
});

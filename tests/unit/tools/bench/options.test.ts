import { describe, expect, test } from "vitest";
import type { BenchOptions } from "../../../../tools/bench/options.ts";
import { OptionError } from "../../../../tools/commandLine.ts";
import { helpText, parseOptions } from "../../../../tools/bench/options.ts";

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
  ["XS", "jax-js", false],
  ["XS", "pytorch", true],
  ["chain", "jax-js", true],
  ["sampling", "kernels", false],
  ["growth", "captured", true],
  ["growth", "stock", false],
] as const)("what can be measured of %s on %s", ([task, engine, canBe]) => {
  expect(parse().wants(task, engine)).toBe(canBe);
});

test.for([
  [["--only", "280k,huge"], "--only 280k,huge names huge, which is unknown; there is 280k, XS"],
  [["--only", "XS,"], "--only XS, lacks a name at a comma; there is 280k, XS"],
  [["--only", ""], "--only is empty, expected names with commas between"],
  [["--only", "growth,stock"], "--only growth,stock leaves nothing to measure; engines of growth: captured"],
  [
    ["--only", "jax-js,XS"],
    "--only jax-js,XS leaves nothing to measure; engines of XS: stock, kernels, captured, pytorch",
  ],
  [
    ["--only", "jax-js,sampling,growth"],
    "leaves nothing to measure; engines of sampling: stock, captured; of growth: captured",
  ],
  [["--json", ""], "--json is empty, expected the name of a file"],
  [["--plots="], "--plots is empty, expected the name of a folder"],
  [["--plots", "a", "--quick"], "--plots draws growth, which is not measured: name it in --only"],
  [["--plots", "a", "--only", "280k"], "--plots draws growth, which is not measured: name it in --only"],
  [["--json"], "--json needs a value"],
  [["--fast"], "Unknown option '--fast'"],
  [["280k"], "Unexpected argument '280k'"],
] as const)("%j is refused", ([args, message]) => {
  expect(() => parseOptions(args)).toThrow(OptionError);
  expect(() => parseOptions(args)).toThrow(message);
  expect(() => parseOptions(args)).toThrow(/\n`npm run bench -- --help` lists the options\.$/);
});

test("selections that leave something are obeyed", () => {
  expect(parse("--only", "jax-js,XS,chain").wants("chain", "jax-js")).toBe(true);
  expect(parse("--quick", "--only", "jax-js").wants("chain", "jax-js")).toBe(true);
  expect(parse("--plots", "a", "--only", "growth").plots).toBe("a");
  expect(parse("--plots", "a").plots).toBe("a");
});

test("the file for the figures", () => {
  expect(parse("--json", "bench.json").json).toBe("bench.json");
  expect(parse().json).toBeNull();
});

test("help names itself and says how it is used", () => {
  expect(parseOptions(["-h"])).toBe("help");
  expect(helpText()).toMatch(/^Usage: npm run bench -- \[options\]\n/);
  for (const name of ["--json", "--plots", "--quick", "--only", "--help"]) expect(helpText()).toContain(name);
});

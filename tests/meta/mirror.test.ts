import { expect, test } from "vitest";
import { exists, filesBelow, read } from "./projectFiles.ts";

/**
 * Plug-ins and their registries inherit a contract test by existing; hooks and contexts run in the tests of their components; type
 * declarations have nothing to run.
 */
const isExempt = (path: string) =>
  /\/(schedules|samplers|datasets|panels|lessons)\//.test(path) ||
  /^src\/ui\/.*\/(use[A-Z]\w*|\w+Context)\.ts$/.test(path) ||
  path.endsWith(".d.ts") ||
  !hasCode(path);

function hasCode(path: string): boolean {
  const code = read(path).replaceAll(/\/\*[^]*?\*\//g, "");
  return /^(export )?(default |async )*(const|let|function|class|abstract class)\b/m.test(code);
}

const isTest = (path: string) => /\.test\.tsx?$/.test(path);

test("every source file has a unit test, or a contract or browser test that imports it", () => {
  const otherTests = [...filesBelow("tests/contract"), ...filesBelow("tests/browser")]
    .filter(isTest)
    .map(read)
    .join("\n");
  const untested = filesBelow("src").filter((path) => {
    const name = path.slice("src/".length, -".ts".length);
    return (
      path.endsWith(".ts") &&
      !isExempt(path) &&
      !exists(`tests/unit/${name}.test.ts`) &&
      !exists(`tests/unit/${name}.test.tsx`) &&
      !otherTests.includes(`"#${name}.ts"`)
    );
  });
  expect(untested).toEqual([]);
});

test("every unit test stands where the file it tests stands", () => {
  const strays = filesBelow("tests/unit")
    .filter(isTest)
    .filter((path) => {
      const name = path.replace(/^tests\/unit\//, "").replace(/\.test\.tsx?$/, "");
      return ![`src/${name}.ts`, `src/${name}.tsx`, `${name}.mjs`, `${name}.ts`].some(exists);
    });
  expect(strays).toEqual([]);
});

import type { ChildProcess } from "node:child_process";
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";
import { root } from "../../meta/projectFiles.ts";

const ownProcess = JSON.stringify(pathToFileURL(join(root, "tools/ownProcess.mjs")).href);
const starter = `import { runInOwnProcess } from ${ownProcess};
process.exit(await runInOwnProcess(new URL("script.mjs", import.meta.url), ["one"], process.env));`;

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "process-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** A process that runs this script in another. */
function start(script: string) {
  writeFileSync(join(folder, "starter.mjs"), starter);
  writeFileSync(
    join(folder, "script.mjs"),
    `import { endWith, outliveReaders } from ${ownProcess};\n${script}`,
  );
  const child = spawn(process.execPath, [join(folder, "starter.mjs")], { stdio: "pipe" });
  let written = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (written += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (written += text));
  const ended = new Promise<{ status: number | null; written: string }>((resolve) =>
    child.once("close", (status) => resolve({ status, written })),
  );
  return { child, ended };
}

/** Resolves when the process writes this. */
function hear(child: ChildProcess, text: string): Promise<void> {
  return new Promise((resolve) =>
    child.stdout?.on("data", (chunk: string) => {
      if (chunk.includes(text)) resolve();
    }),
  );
}

/** Longer than two signals may lie apart that count as one. */
const pause = () => new Promise((resolve) => setTimeout(resolve, 700));

test("a status that was handed over is the status, however the process ends then", async () => {
  const { ended } = start(`process.send(0, () => process.kill(process.pid, "SIGSEGV"));`);
  expect(await ended).toEqual({ status: 0, written: "" });
});

test("a script ends with all that it wrote, and nothing is taken down", async () => {
  const { ended } = start(`
    process.on("exit", () => console.log("taken down"));
    process.stdout.write(process.argv[2].repeat(1e5));
    await endWith(4);`);
  expect(await ended).toEqual({ status: 4, written: "one".repeat(1e5) });
});

test("without one the exit status counts", async () => {
  expect(await start("process.exit(3);").ended).toEqual({ status: 3, written: "" });
});

test("a signal that ended the process is named", async () => {
  const { status, written } = await start(`process.kill(process.pid, "SIGSEGV"); setTimeout(() => 0, 4e4);`)
    .ended;
  expect(status).toBe(139);
  expect(written).toContain("The program was ended by SIGSEGV.");
});

test.for(["SIGINT", "SIGTERM"] as const)(
  "a %s to the first process alone reaches the script",
  async (signal) => {
    const { child, ended } = start(`
    process.on("${signal}", () => endWith(5));
    console.log("ready");
    setTimeout(() => 0, 4e4);`);
    await hear(child, "ready");
    child.kill(signal);
    expect((await ended).status).toBe(5);
  },
);

const deaf = `
  for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => console.log(signal));
  console.log("ready");`;

test("the second of any two signals ends a script that does not listen", async () => {
  const { child, ended } = start(`${deaf} setTimeout(() => 0, 4e4);`);
  await hear(child, "ready");
  child.kill("SIGTERM");
  await pause();
  child.kill("SIGINT");
  expect(await ended).toEqual({ status: 130, written: "ready\nSIGTERM\n" });
});

test("two signals at once, as when npm passes a Ctrl-C on, count as one", async () => {
  const { child, ended } = start(`${deaf} setTimeout(() => endWith(0), 1000);`);
  await hear(child, "ready");
  child.kill("SIGINT");
  child.kill("SIGTERM");
  expect((await ended).status).toBe(0);
});

test("a script that hears nothing of signals is ended by the first, and nobody wonders why", async () => {
  const { child, ended } = start(`console.log("ready"); setTimeout(() => 0, 4e4);`);
  await hear(child, "ready");
  child.kill("SIGINT");
  expect(await ended).toEqual({ status: 130, written: "ready\n" });
});

test("the work goes on when the reader of its output has gone", async () => {
  const { child, ended } = start(`
    outliveReaders();
    console.log("ready");
    process.stdin.once("end", async () => {
      for (let i = 0; i < 3; i++) {
        process.stdout.write("more\\n");
        process.stderr.write("more\\n");
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      await endWith(7);
    }).resume();`);
  await hear(child, "ready");
  child.stdout.destroy();
  child.stderr.destroy();
  child.stdin.end();
  expect((await ended).status).toBe(7);
});

test("without an own process it ends as any", async () => {
  writeFileSync(join(folder, "script.mjs"), `import { endWith } from ${ownProcess}; await endWith(4);`);
  const child = spawn(process.execPath, [join(folder, "script.mjs")]);
  expect(await new Promise((resolve) => child.once("close", resolve))).toBe(4);
});

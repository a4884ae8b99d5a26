import { spawn } from "node:child_process";
import { join } from "node:path";

/** One net for tools/bench/pytorch.py. */
export interface PytorchTask {
  readonly net: string;
  readonly kind: "unet" | "chain";
  readonly config: object;
  readonly batch: number;
  readonly budgetMs: number;
}

export interface PytorchResult {
  readonly net: string;
  readonly device: string;
  readonly msPerStep: number;
  readonly firstStepMs: number;
  readonly steps: number;
  readonly repeats: number;
}

/** Times the tasks in PyTorch; null where there is no Python with it. */
export async function runPytorch(
  root: string,
  tasks: readonly PytorchTask[],
): Promise<readonly PytorchResult[] | null> {
  for (const python of ["python3", "/usr/bin/python3"]) {
    if ((await run(python, ["-c", "import torch"], "")) === null) continue;
    const lines = await run(python, [join(root, "tools/bench/pytorch.py")], JSON.stringify(tasks));
    if (lines === null) throw new Error("tools/bench/pytorch.py failed");
    return lines
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => JSON.parse(line) as PytorchResult);
  }
  return null;
}

/** What a program writes, or null when it is missing or fails. */
function run(command: string, args: readonly string[], input: string): Promise<string | null> {
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio: ["pipe", "pipe", input === "" ? "ignore" : "inherit"] });
    let output = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => (output += text));
    child.once("error", () => resolve(null));
    child.once("close", (code) => resolve(code === 0 ? output : null));
    child.stdin.on("error", () => undefined).end(input);
  });
}

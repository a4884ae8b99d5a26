/** A script of ours in a process of its own, which hands its exit status over: how the process then ends does not matter. */
import { spawn } from "node:child_process";
import { constants } from "node:os";
import { fileURLToPath } from "node:url";

/** One Ctrl-C may come twice, from the terminal and by way of npm. */
const ONE_SIGNAL_MS = 500;

/**
 * Runs a script on our terminal. The first SIGINT or SIGTERM, whoever it was sent to, is the script's to answer; the next one
 * ends it at once.
 *
 * @param {URL} script
 * @param {readonly string[]} args
 * @param {Readonly<Record<string, string | undefined>>} environment
 * @returns {Promise<number>} the status that it handed over, else its exit status
 */
export function runInOwnProcess(script, args, environment) {
  const child = spawn(process.execPath, [fileURLToPath(script), ...args], {
    stdio: ["inherit", "inherit", "inherit", "ipc"],
    env: environment,
  });
  /** @type {number | undefined} */
  let status;
  child.on("message", (message) => (status = Number(message)));

  /** @type {number | undefined} */
  let askedAt;
  /** @param {NodeJS.Signals} signal */
  const stop = (signal) => {
    if (askedAt === undefined) {
      askedAt = performance.now();
      // There Ctrl-C reaches both, and what is sent to one process kills it.
      if (process.platform !== "win32") child.kill(signal);
    } else if (performance.now() - askedAt > ONE_SIGNAL_MS) {
      status ??= 128 + constants.signals[signal];
      child.kill("SIGKILL");
    }
  };
  process.on("SIGINT", stop);
  process.on("SIGTERM", stop);
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    // After "exit" a message may still be on its way.
    child.once("close", (code, signal) => resolve(status ?? code ?? statusOfSignal(signal, askedAt)));
  });
}

/**
 * The status that shells give to a program that a signal ended. Unless somebody asked for it, that is said.
 *
 * @param {NodeJS.Signals | null} signal
 * @param {number | undefined} askedAt
 */
function statusOfSignal(signal, askedAt) {
  if (signal === null) return 1;
  if (askedAt === undefined) console.error(`The program was ended by ${signal}.`);
  return 128 + constants.signals[signal];
}

/** In the script: its work goes on when those who read its output have gone. */
export function outliveReaders() {
  for (const stream of [process.stdout, process.stderr]) stream.on("error", () => undefined);
}

/**
 * In the script: ends the process, once its output is written.
 *
 * @param {number} status
 */
export async function endWith(status) {
  for (const stream of [process.stdout, process.stderr]) {
    await new Promise((resolve) => stream.write("", resolve));
  }
  if (!process.send) process.exit(status);
  // To exit would take down what the driver's threads still use, and they crash on that now and then.
  process.send(status, () => process.kill(process.pid, "SIGKILL"));
}

import { execFile } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { root } from "./projectFiles.ts";

/** A copy of the project's rules around seeded files: a folder with our configuration, packages and the given sources. */
export function plantTree(files: Readonly<Record<string, string>>): { path: string; remove: () => void } {
  const path = mkdtempSync(join(tmpdir(), "noise-and-back-"));
  for (const name of configuration) cpSync(join(root, name), join(path, name));
  symlinkSync(join(root, "node_modules"), join(path, "node_modules"), "junction");
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(path, name)), { recursive: true });
    writeFileSync(join(path, name), text);
  }
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

const configuration = readdirSync(root).filter((name) =>
  /^(package\.json|\.gitignore|\.oxlintrc\.json|tsconfig.*\.json)$/.test(name),
);

/** Runs a package's script with this Node and returns what it prints, whatever its exit status. */
export function runScript(script: string, args: readonly string[], cwd: string): Promise<string> {
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [join(root, "node_modules", script), ...args],
      { cwd, maxBuffer: 64e6 },
      (_error, stdout, stderr) => resolve(stdout + stderr),
    );
  });
}

export interface Finding {
  readonly file: string;
  readonly rule: string;
  readonly line: number;
}

/** What the linter reports in a tree. */
export async function lint(path: string): Promise<readonly Finding[]> {
  const report: unknown = JSON.parse(await runScript("oxlint/bin/oxlint", ["--format=json"], path));
  const { diagnostics } = report as { diagnostics: readonly Diagnostic[] };
  return diagnostics.map(({ code, filename, labels }) => ({
    file: filename.replaceAll("\\", "/"),
    rule: /\((.*)\)/.exec(code)?.[1] ?? code,
    line: labels[0]?.span.line ?? 0,
  }));
}

interface Diagnostic {
  readonly code: string;
  readonly filename: string;
  readonly labels: readonly { span: { line: number } }[];
}

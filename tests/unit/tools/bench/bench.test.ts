import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { Report } from "../../../../tools/bench/row.ts";

test("the command measures what it is asked for, prints it, and writes it as JSON", () => {
  const folder = mkdtempSync(join(tmpdir(), "bench-"));
  try {
    const json = join(folder, "figures.json");
    const args = ["tools/bench/bench.mjs", "--quick", "--only", "chain,captured", "--json", json];
    const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: "utf8" });
    expect({ status, stderr }).toMatchObject({
      status: 0,
      stderr: expect.stringContaining("chain, captured"),
    });
    const { adapter, roofline, rows, sampling } = JSON.parse(readFileSync(json, "utf8")) as Report;
    expect(rows).toHaveLength(1);
    expect(rows[0]).toMatchObject({
      net: "chain",
      engine: "captured",
      batch: 8,
      submits: 1,
      uploads: 0,
      creations: 0,
    });
    expect(sampling).toEqual([]);
    expect(rows[0]?.rooflineShare).toBeGreaterThan(0);
    expect(rows[0]?.rooflineShare).toBeLessThan(1);
    expect(roofline.gigabytesPerSecond).toBeGreaterThan(0);
    expect(stdout).toContain(adapter.description);
    expect(stdout).toMatch(/^chain +captured +8 /m);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

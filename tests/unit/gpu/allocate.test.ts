import { expect, test, vi } from "vitest";
import type { Allocation } from "#gpu/allocate.ts";
import { allocate } from "#gpu/allocate.ts";

/** A device that knows error scopes alone, and finds `fault` in each. */
function deviceWith(fault: string | null) {
  const scopes: GPUErrorFilter[] = [];
  const popped: GPUErrorFilter[] = [];
  const device = {
    pushErrorScope: (filter: GPUErrorFilter) => void scopes.push(filter),
    popErrorScope: async () => {
      const scope = scopes.pop();
      if (scope) popped.push(scope);
      return fault === null ? null : { message: fault };
    },
  } as unknown as GPUDevice;
  return { device, scopes, popped };
}

const allocation = (): Allocation => ({ bytes: 1_234_567_890, dispose: vi.fn<() => void>() });

test("what there is memory for is handed on", async () => {
  const { device, scopes } = deviceWith(null);
  const made = allocation();
  expect(await allocate(device, () => made)).toBe(made);
  expect(made.dispose).not.toHaveBeenCalled();
  expect(scopes).toEqual([]);
});

test("a lack of memory is an error that names the bytes; what was made is disposed", async () => {
  const { device, popped } = deviceWith("VK_ERROR_OUT_OF_DEVICE_MEMORY");
  const made = allocation();
  await expect(allocate(device, () => made)).rejects.toThrow(
    "the graphics device has no room for another 1235 MB (1234567890 bytes)",
  );
  expect(made.dispose).toHaveBeenCalledOnce();
  expect(popped).toEqual(["out-of-memory"]);
});

test("what fails by itself leaves no scope behind", async () => {
  const { device, scopes } = deviceWith(null);
  const fails = () => {
    throw new RangeError("no such buffer");
  };
  await expect(allocate(device, fails)).rejects.toThrow("no such buffer");
  expect(scopes).toEqual([]);
});

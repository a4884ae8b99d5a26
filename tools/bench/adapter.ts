import { measureRoofline } from "./roofline.ts";
import type { AdapterFacts, Roofline } from "./row.ts";

/**
 * What the adapter is, and what it does at most.
 *
 * @throws {Error} when there is none.
 */
export async function measureAdapter(): Promise<{
  readonly adapter: AdapterFacts;
  readonly roofline: Roofline;
}> {
  const adapter = await navigator.gpu.requestAdapter({ powerPreference: "high-performance" });
  if (!adapter) {
    throw new Error(
      "There is no WebGPU adapter. Install the Vulkan driver of a graphics card, or Chromium, which brings one in software.",
    );
  }
  const { vendor, architecture, description, isFallbackAdapter: isSoftware } = adapter.info;
  const { maxBufferSize, maxStorageBufferBindingSize } = adapter.limits;
  const device = await adapter.requestDevice({
    requiredLimits: { maxBufferSize, maxStorageBufferBindingSize },
  });
  const roofline = await measureRoofline(device, isSoftware);
  device.destroy();
  return { adapter: { vendor, architecture, description, isSoftware }, roofline };
}

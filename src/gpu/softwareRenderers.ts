/** Names of those who imitate a graphics card on the processor. */
const software = /swiftshader|llvmpipe|lavapipe|softpipe|basic render|warp/i;

/** Whether a renderer of this name computes on the processor: right, but slowly, and fastest in ways of its own. */
export function isSoftwareRenderer(name: string): boolean {
  return software.test(name);
}

type AdapterNames = Pick<GPUAdapterInfo, "vendor" | "architecture" | "device" | "description">;

/** The same of an adapter of WebGPU. */
export function isSoftwareAdapter(info: AdapterNames & Pick<GPUAdapterInfo, "isFallbackAdapter">): boolean {
  return info.isFallbackAdapter || isSoftwareRenderer(nameOfAdapter(info));
}

/** An adapter in all the words that its makers have for it. */
export function nameOfAdapter({ vendor, architecture, device, description }: AdapterNames): string {
  return [vendor, architecture, device, description].join(" ");
}

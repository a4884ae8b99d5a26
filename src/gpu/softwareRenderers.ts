/** Names of those who imitate a graphics card on the processor. */
const software = /swiftshader|llvmpipe|lavapipe|softpipe|basic render|warp/i;

/** Whether a renderer of this name computes on the processor: right, but slowly, and fastest in ways of its own. */
export function isSoftwareRenderer(name: string): boolean {
  return software.test(name);
}

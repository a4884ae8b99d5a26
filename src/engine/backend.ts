import { openWebgpu } from "#gpu/device.ts";
import { proveKernels } from "#gpu/proveKernels.ts";
import { isSoftwareAdapter, isSoftwareRenderer } from "#gpu/softwareRenderers.ts";
import { registerCpuFilterGradient } from "#nn/cpuFilterGradient.ts";
import { probe } from "#nn/probe.ts";
import * as tf from "#nn/tf.ts";

export type BackendName = "webgpu" | "webgl" | "cpu";

/** The device that does the work, and why the faster ones do not. */
export interface Device {
  readonly backend: BackendName;
  /** The adapter's own words where it gives any, else the backend's name. */
  readonly name: string;
  readonly architecture: string;
  /** A graphics API that the processor imitates: correct, but slow. */
  readonly isSoftware: boolean;
  /** Why a WebGPU device trains with tfjs' own kernels and not with ours; null where there is nothing to say. */
  readonly composedBecause: string | null;
  /** Duration of one tiny trained convolution, after its first. */
  readonly probeMs: number;
  readonly refused: { readonly backend: BackendName; readonly reason: string }[];
}

type Adapter = Pick<Device, "name" | "architecture" | "isSoftware" | "composedBecause">;

/** What one backend must do to be tried: `report` hears of each fault of its device, `refusal` ends it. */
type Prepare = (report: (fault: string) => void, refusal: AbortSignal) => Promise<Adapter>;

/**
 * Sets tfjs to the first of the backends that trains a tiny convolution right. `onLost` is called when its graphics device is
 * lost or reports an error later: tfjs notices neither, and reads zeros from then on. Before that a fault only refuses the
 * backend.
 *
 * @throws {Error} when none does; the message gives each reason.
 */
export async function chooseBackend(
  backends: readonly BackendName[],
  onLost: (reason: string) => void,
): Promise<Device> {
  const refused: { backend: BackendName; reason: string }[] = [];
  for (const backend of backends) {
    const refusal = new AbortController();
    const faults: string[] = [];
    let report = (fault: string): void => void faults.push(fault);
    try {
      const adapter = await prepare[backend]((fault) => report(fault), refusal.signal);
      // Without an adapter this resolves to false, while getBackend() already gives the new name.
      if (!(await tf.setBackend(backend))) throw new Error("it could not be initialised");
      const probeMs = await probe();
      const composedBecause = adapter.composedBecause ?? (await proveKernels());
      if (faults.length > 0) throw new Error("it reported a fault");
      report = onLost;
      return { backend, ...adapter, composedBecause, probeMs, refused };
    } catch (error) {
      refusal.abort();
      // A fault is the cause where there is one; what it made of the numbers is not.
      refused.push({
        backend,
        reason: faults[0] ?? (error instanceof Error ? error.message : String(error)),
      });
    }
  }
  const reasons = refused.map(({ backend, reason }) => `${backend}: ${reason}`);
  throw new Error(`no backend can train here. ${reasons.join("; ")}`);
}

/** Registers each backend with tfjs, and says what it runs on. */
const prepare: Readonly<Record<BackendName, Prepare>> = {
  webgpu: prepareWebgpu,
  webgl: prepareWebgl,
  cpu: async () => {
    await tf.loadCpu();
    registerCpuFilterGradient();
    return { name: "cpu", architecture: "", isSoftware: true, composedBecause: null };
  },
};

async function prepareWebgpu(...[report, refusal]: Parameters<Prepare>): Promise<Adapter> {
  const { info, composedBecause } = await openWebgpu(report, refusal);
  return {
    name: info.description || `${info.vendor} ${info.architecture}`.trim() || "webgpu",
    architecture: info.architecture,
    isSoftware: isSoftwareAdapter(info),
    composedBecause,
  };
}

async function prepareWebgl(...[report]: Parameters<Prepare>): Promise<Adapter> {
  const gl = globalThis.OffscreenCanvas && new OffscreenCanvas(1, 1).getContext("webgl2");
  if (!gl) throw new Error("this browser gives no WebGL 2 context");
  const names = gl.getExtension("WEBGL_debug_renderer_info");
  const name = names ? String(gl.getParameter(names.UNMASKED_RENDERER_WEBGL)) : "webgl";
  gl.getExtension("WEBGL_lose_context")?.loseContext();

  const WebGLBackend = await tf.loadWebgl();
  tf.removeBackend("webgl");
  tf.registerBackend("webgl", () => {
    const backend = new WebGLBackend();
    // A worker's types leave the canvas out, which every context has.
    const { canvas } = backend.gpgpu.gl as WebGLRenderingContext & { readonly canvas: EventTarget };
    canvas.addEventListener("webglcontextlost", () => report("the WebGL context was lost"));
    return backend;
  });
  return { name, architecture: "", isSoftware: isSoftwareRenderer(name), composedBecause: null };
}

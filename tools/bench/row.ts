/** Who does the work: tfjs' own kernels, ours one op after the other, ours captured and replayed, or somebody else's program. */
export type Engine = WebgpuEngine | "jax-js" | "pytorch";

/** Those that train the networks of `src/nn` on WebGPU. */
export type WebgpuEngine = "stock" | "kernels" | "captured";

/** Training steps of one net on one engine. A count is per step, and null where nobody could count. */
export interface Row {
  readonly net: string;
  readonly engine: Engine;
  readonly batch: number;
  readonly msPerStep: number;
  readonly imagesPerSecond: number;
  readonly gflops: number;
  /** Of the roofline of the adapter, 0..1; null for what does not run on it. */
  readonly rooflineShare: number | null;
  readonly dispatches: number | null;
  readonly passes: number | null;
  readonly submits: number | null;
  readonly uploads: number | null;
  readonly uploadedBytes: number | null;
  /** Buffers, bind groups and pipelines. */
  readonly creations: number | null;
  readonly readbacks: number | null;
  readonly jsMs: number | null;
  /** Of all buffers together, at most. */
  readonly gpuBytes: number | null;
  /** From nothing to the end of the first step: tracing and compiling. */
  readonly firstStepMs: number | null;
  /** Steps between two waits for the device, and how often that was timed; the median is given. */
  readonly steps: number;
  readonly repeats: number;
  readonly device: string;
}

/** One reverse process on one engine. */
export interface SamplingRow {
  readonly net: string;
  readonly engine: Engine;
  readonly sampler: string;
  readonly images: number;
  /** Evaluations of the network. */
  readonly steps: number;
  readonly seconds: number;
  readonly msPerStep: number;
  readonly imagesPerSecond: number;
  readonly dispatches: number;
  readonly submits: number;
  readonly uploads: number;
  readonly creations: number;
  readonly readbacks: number;
}

/** What the adapter does at most, measured in the same run. */
export interface Roofline {
  readonly gflops: number;
  /** Bytes read and bytes written. */
  readonly gigabytesPerSecond: number;
}

export interface AdapterFacts {
  readonly vendor: string;
  readonly architecture: string;
  readonly description: string;
  readonly isSoftware: boolean;
}

/** One size among others that differ from it in one way. */
export interface GrowthRow {
  readonly axis: "batch" | "width" | "resolution" | "T";
  readonly value: number;
  /** A training step, or for T a whole reverse process. */
  readonly milliseconds: number;
  /** Of the network. */
  readonly parameters: number;
  readonly gflops: number;
  readonly gpuBytes: number;
}

/** All that a run of the bench measures, and what `--json` writes. */
export interface Report {
  readonly adapter: AdapterFacts;
  readonly roofline: Roofline;
  readonly rows: readonly Row[];
  readonly sampling: readonly SamplingRow[];
  readonly growth: readonly GrowthRow[];
}

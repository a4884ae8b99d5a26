import type * as Jax from "@jax-js/jax";
import type { ChainSubject } from "./chain.ts";
import { chain, chainFlops, chainSubject } from "./chain.ts";
import type { CountedDevice } from "./countedDevice.ts";
import { jaxChainSubject } from "./jaxChain.ts";
import { measure } from "./measure.ts";
import type { Net } from "./nets.ts";
import { nets } from "./nets.ts";
import { openDevice } from "./openDevice.ts";
import type { BenchOptions } from "./options.ts";
import type { PytorchTask } from "./pytorch.ts";
import { runPytorch } from "./pytorch.ts";
import { measureRoofline } from "./roofline.ts";
import type { AdapterFacts, Engine, Report, Roofline, Row, SamplingRow } from "./row.ts";
import type { Sampling } from "./samplingRow.ts";
import { samplingRow } from "./samplingRow.ts";
import type { Subject } from "./subject.ts";
import { trainerOrder, trainingSubject } from "./trainingSubject.ts";
import { unetFlops } from "./unetFlops.ts";

const engines = ["stock", "kernels", "captured"] as const;
const BUDGET_MS = 10_000;
const QUICK_BUDGET_MS = 2_000;
/** Forward, and backward by the inputs and by the weights. */
const PASSES = 3;
/** Sums are rounded in another order by each. */
const CHAIN_TOLERANCE = 1e-4;

export interface BenchOrder {
  readonly options: BenchOptions;
  /** Folder of the project. */
  readonly root: string;
  readonly loadJax: () => Promise<typeof Jax>;
  /** Takes lines that say how far it is. */
  readonly report: (line: string) => void;
}

/** What is trained, whoever trains it. */
interface Task {
  readonly net: string;
  readonly batch: number;
  /** Of the forward pass on one image. */
  readonly flops: number;
}

/** One run over all nets and engines that are wanted, on one adapter. */
export class Bench {
  private readonly order: BenchOrder;
  private readonly adapter: AdapterFacts;
  private readonly roofline: Roofline;
  private readonly rows: Row[] = [];
  private readonly sampling: SamplingRow[] = [];
  private failed = 0;
  private chainValue: number | null = null;

  private constructor(order: BenchOrder, adapter: AdapterFacts, roofline: Roofline) {
    this.order = order;
    this.adapter = adapter;
    this.roofline = roofline;
  }

  /** @throws {Error} when there is no adapter. */
  static async open(order: BenchOrder): Promise<Bench> {
    const adapter = await navigator.gpu.requestAdapter({ powerPreference: "high-performance" });
    if (!adapter) {
      throw new Error(
        "There is no WebGPU adapter. Install the Vulkan driver of a graphics card, or Chromium, which brings one in software.",
      );
    }
    const { vendor, architecture, description, isFallbackAdapter: isSoftware } = adapter.info;
    order.report(`${description || vendor}: roofline`);
    const { maxBufferSize, maxStorageBufferBindingSize } = adapter.limits;
    const device = await adapter.requestDevice({
      requiredLimits: { maxBufferSize, maxStorageBufferBindingSize },
    });
    const roofline = await measureRoofline(device, isSoftware);
    device.destroy();
    return new Bench(order, { vendor, architecture, description, isSoftware }, roofline);
  }

  get report(): Report {
    const { adapter, roofline, rows, sampling } = this;
    return { adapter, roofline, rows, sampling };
  }

  get failures(): number {
    return this.failed;
  }

  async measure(): Promise<void> {
    const { wants } = this.order.options;
    for (const net of nets) {
      for (const engine of engines) if (wants(net.name, engine)) await this.train(net, engine);
    }
    for (const engine of engines) if (wants("chain", engine)) await this.trainChain(engine);
    if (wants("chain", "jax-js")) await this.trainJaxChain();
    await this.trainInPytorch();
    for (const sampling of this.samplings()) {
      for (const engine of ["stock", "captured"] as const) {
        if (wants("sampling", engine)) await this.sample(sampling, engine);
      }
    }
  }

  private train(net: Net, engine: (typeof engines)[number]): Promise<void> {
    const task = this.taskOf(net);
    return this.attempt(`${net.name}, ${engine}`, async () => {
      const opened = await openDevice(engine);
      try {
        const order = trainerOrder(net.config, task.batch);
        const subject = trainingSubject(engine, opened.backend, order);
        await this.time(task, engine, subject, opened.counted);
        subject.dispose();
        opened.check();
      } finally {
        opened.close();
      }
    });
  }

  private trainChain(engine: (typeof engines)[number]): Promise<void> {
    return this.attempt(`chain, ${engine}`, async () => {
      const opened = await openDevice(engine);
      try {
        await this.timeChain(engine, await chainSubject(engine, opened.backend), opened.counted);
        opened.check();
      } finally {
        opened.close();
      }
    });
  }

  private trainJaxChain(): Promise<void> {
    return this.attempt("chain, jax-js", async () => {
      const { subject, counted } = await jaxChainSubject(await this.order.loadJax());
      await this.timeChain("jax-js", subject, counted);
    });
  }

  /** @throws {Error} when the chain has another value here than on the engine before. */
  private async timeChain(engine: Engine, subject: ChainSubject, counted: CountedDevice): Promise<void> {
    await this.time(chainTask(), engine, subject, counted);
    const value = await subject.value();
    subject.dispose();
    this.chainValue ??= value;
    if (!(Math.abs(value / this.chainValue - 1) <= CHAIN_TOLERANCE)) {
      throw new Error(`its value is ${value}, and was ${this.chainValue} elsewhere`);
    }
  }

  private sample(sampling: Sampling, engine: "stock" | "captured"): Promise<void> {
    const { sampler, images, steps } = sampling;
    return this.attempt(`${images} images by ${sampler} in ${steps} steps, ${engine}`, async () => {
      const opened = await openDevice(engine);
      try {
        this.sampling.push(await samplingRow(this.sampledNet(), engine, opened, sampling));
        opened.check();
      } finally {
        opened.close();
      }
    });
  }

  private async trainInPytorch(): Promise<void> {
    const { wants } = this.order.options;
    const unets = nets.map((net) => ({ ...this.taskOf(net), kind: "unet" as const, config: net.config }));
    const all = [...unets, { ...chainTask(), kind: "chain" as const, config: chain }];
    const wanted = all.filter(({ net }) => wants(net, "pytorch"));
    if (wanted.length === 0) return;
    await this.attempt("PyTorch", async () => {
      const tasks = wanted.map((task): PytorchTask => ({ ...task, budgetMs: this.budgetMs }));
      const results = await runPytorch(this.order.root, tasks);
      if (!results) this.order.report("No Python with torch was found: the rows of PyTorch are left out.");
      for (const task of wanted) {
        const result = results?.find(({ net }) => net === task.net);
        if (result)
          this.rows.push({ ...uncounted, ...this.speed(task, "pytorch", result.msPerStep), ...result });
      }
    });
  }

  private async time(task: Task, engine: Engine, subject: Subject, counted: CountedDevice): Promise<void> {
    const { msPerStep, calls, ...measured } = await measure(subject, counted, this.budgetMs);
    const { buffers, bindGroups, pipelines, ...shown } = calls;
    this.rows.push({
      ...this.speed(task, engine, msPerStep),
      ...measured,
      ...shown,
      creations: buffers + bindGroups + pipelines,
      device: this.adapter.description,
    });
  }

  private speed({ net, batch, flops }: Task, engine: Engine, msPerStep: number) {
    const imagesPerSecond = (1000 * batch) / msPerStep;
    const gflops = (PASSES * flops * imagesPerSecond) / 1e9;
    const rooflineShare = engine === "pytorch" ? null : gflops / this.roofline.gflops;
    return { net, engine, batch, msPerStep, imagesPerSecond, gflops, rooflineShare };
  }

  private async attempt(what: string, work: () => Promise<void>): Promise<void> {
    this.order.report(what);
    try {
      await work();
    } catch (error) {
      this.failed++;
      this.order.report(
        `${what} could not be measured: ${error instanceof Error ? error.message : String(error)}`,
      );
    }
  }

  private taskOf({ name, config, batch, softwareBatch }: Net): Task {
    return {
      net: name,
      batch: this.adapter.isSoftware ? softwareBatch : batch,
      flops: unetFlops(config),
    };
  }

  private get budgetMs(): number {
    return this.order.options.quick ? QUICK_BUDGET_MS : BUDGET_MS;
  }

  private samplings(): readonly Sampling[] {
    const { isSoftware } = this.adapter;
    return [
      { sampler: "ddim", images: isSoftware ? 16 : 64, steps: isSoftware ? 10 : 50 },
      { sampler: "ddpm", images: isSoftware ? 16 : 64, steps: isSoftware ? 20 : 1000 },
    ];
  }

  /** The page's own choice for a quick start; the smallest on an adapter in software. */
  private sampledNet(): Net {
    const name = this.adapter.isSoftware ? "XS" : "S";
    const net = nets.find((one) => one.name === name);
    if (!net) throw new Error(`there is no net ${name}`);
    return net;
  }
}

function chainTask(): Task {
  return { net: chain.name, batch: chain.batch, flops: chainFlops() };
}

const uncounted = {
  dispatches: null,
  passes: null,
  submits: null,
  uploads: null,
  uploadedBytes: null,
  creations: null,
  readbacks: null,
  jsMs: null,
  gpuBytes: null,
} as const;

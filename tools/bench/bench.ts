import type * as Jax from "@jax-js/jax";
import { measureAdapter } from "./adapter.ts";
import type { ChainSubject } from "./chain.ts";
import { chain, chainFlops, chainSubject } from "./chain.ts";
import type { CountedDevice } from "./countedDevice.ts";
import { measureGrowth } from "./growth.ts";
import { jaxChainSubject } from "./jaxChain.ts";
import { measure } from "./measure.ts";
import type { Net } from "./nets.ts";
import { nets } from "./nets.ts";
import type { OpenDevice } from "./openDevice.ts";
import { openDevice } from "./openDevice.ts";
import type { BenchOptions } from "./options.ts";
import { runPytorch } from "./pytorch.ts";
import type {
  AdapterFacts,
  Engine,
  GrowthRow,
  Report,
  Roofline,
  Row,
  SamplingRow,
  WebgpuEngine,
} from "./row.ts";
import type { Task } from "./rowOf.ts";
import { measuredRow, pytorchRow } from "./rowOf.ts";
import type { Sampling } from "./samplingRow.ts";
import { sampledNet, samplingRow, samplings } from "./samplingRow.ts";
import type { Subject } from "./subject.ts";
import { trainerOrder, trainingSubject } from "./trainingSubject.ts";
import { unetFlops } from "./unetFlops.ts";

const engines: readonly WebgpuEngine[] = ["stock", "kernels", "captured"];
const BUDGET_MS = 10_000;
const QUICK_BUDGET_MS = 2_000;
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

/** One run over all nets and engines that are wanted, on one adapter. */
export class Bench {
  private readonly order: BenchOrder;
  private readonly adapter: AdapterFacts;
  private readonly roofline: Roofline;
  private readonly rows: Row[] = [];
  private readonly sampling: SamplingRow[] = [];
  private readonly growth: GrowthRow[] = [];
  private failed = 0;
  private chainValue: number | null = null;

  private constructor(order: BenchOrder, adapter: AdapterFacts, roofline: Roofline) {
    this.order = order;
    this.adapter = adapter;
    this.roofline = roofline;
  }

  /** @throws {Error} when there is no adapter. */
  static async open(order: BenchOrder): Promise<Bench> {
    order.report("the limits of the adapter");
    const { adapter, roofline } = await measureAdapter();
    return new Bench(order, adapter, roofline);
  }

  get report(): Report {
    const { adapter, roofline, rows, sampling, growth } = this;
    return { adapter, roofline, rows, sampling, growth };
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
    for (const engine of ["stock", "captured"] as const) {
      if (!wants("sampling", engine)) continue;
      for (const sampling of samplings(engine, this.adapter.isSoftware)) await this.sample(sampling, engine);
    }
    if (wants("growth", "captured")) {
      await this.onDevice("growth", "captured", async (opened) => {
        this.growth.push(...(await measureGrowth(opened, this.order.report)));
      });
    }
  }

  private train(net: Net, engine: WebgpuEngine): Promise<void> {
    return this.onDevice(net.name, engine, async ({ backend, counted }) => {
      const task = this.taskOf(net, engine);
      const subject = trainingSubject(engine, backend, trainerOrder(net.config, task.batch));
      await this.time(task, engine, subject, counted);
      subject.dispose();
    });
  }

  private trainChain(engine: WebgpuEngine): Promise<void> {
    return this.onDevice("chain", engine, async ({ backend, counted }) =>
      this.timeChain(engine, await chainSubject(engine, backend), counted),
    );
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
    return this.onDevice(`${images} images by ${sampler} in ${steps} steps`, engine, async (opened) => {
      this.sampling.push(await samplingRow(sampledNet(), engine, opened, sampling));
    });
  }

  private async trainInPytorch(): Promise<void> {
    const { budgetMs } = this;
    const unets = nets.map((net) => {
      const task = this.taskOf(net, "pytorch");
      return { ...task, kind: "unet" as const, config: net.config, budgetMs };
    });
    const all = [...unets, { ...chainTask(), kind: "chain" as const, config: chain, budgetMs }];
    const wanted = all.filter(({ net }) => this.order.options.wants(net, "pytorch"));
    if (wanted.length === 0) return;
    await this.attempt("PyTorch", async () => {
      const results = await runPytorch(this.order.root, wanted);
      if (!results) this.order.report("No Python with torch was found: the rows of PyTorch are left out.");
      for (const result of results ?? []) {
        const task = wanted.find(({ net }) => net === result.net);
        if (task) this.rows.push(pytorchRow(task, result));
      }
    });
  }

  private async time(task: Task, engine: Engine, subject: Subject, counted: CountedDevice): Promise<void> {
    const measured = await measure(subject, counted, this.budgetMs);
    this.rows.push(measuredRow(task, engine, measured, this.roofline, this.adapter.description));
  }

  private onDevice(
    what: string,
    engine: WebgpuEngine,
    work: (opened: OpenDevice) => Promise<void>,
  ): Promise<void> {
    return this.attempt(`${what}, ${engine}`, async () => {
      const opened = await openDevice(engine);
      try {
        await work(opened);
        opened.check();
      } finally {
        opened.close();
      }
    });
  }

  /** What cannot be measured is said, and the rest goes on. */
  private async attempt(what: string, work: () => Promise<void>): Promise<void> {
    this.order.report(what);
    try {
      await work();
    } catch (error) {
      this.failed++;
      const reason = error instanceof Error ? error.message : String(error);
      this.order.report(`${what} could not be measured: ${reason}`);
    }
  }

  private taskOf({ name, config, batch, slowBatch }: Net, engine: Engine): Task {
    const isSlow = this.adapter.isSoftware && (engine === "stock" || engine === "kernels");
    return { net: name, batch: isSlow ? slowBatch : batch, flops: unetFlops(config) };
  }

  private get budgetMs(): number {
    return this.order.options.quick ? QUICK_BUDGET_MS : BUDGET_MS;
  }
}

function chainTask(): Task {
  return { net: chain.name, batch: chain.batch, flops: chainFlops() };
}

import type { RunId } from "#protocol/command.ts";
import type { ExportedWeights, ExportFormat } from "#protocol/modelFiles.ts";
import type { Context } from "./context.ts";
import { loadWriter } from "./fileCode.ts";
import type { Work } from "./lane.ts";
import type { WrittenNetwork } from "./modelFile.ts";
import type { Trainer } from "./trainer.ts";

export interface ExportOrder {
  readonly run: RunId;
  readonly weights: ExportedWeights;
  readonly format: ExportFormat;
}

/** A network of which the present state can be read. */
export interface ReadableNetwork extends WrittenNetwork {
  readonly trainer: Pick<Trainer, "unet" | "state">;
}

/** Writes a network as it is now, in one piece of work; its training takes the very steps that it would have taken without. */
export async function* exportModel(
  { run, weights, format }: ExportOrder,
  network: ReadableNetwork,
  { emit }: Pick<Context, "emit">,
): Work {
  try {
    const state = await network.trainer.state();
    const { modelFile } = await loadWriter();
    const { name, bytes } = modelFile(network, state, weights, format);
    emit({ type: "exported", run, name, bytes, step: state.step });
    yield "busy";
  } catch (error) {
    emit({ type: "exportFailed", run, message: error instanceof Error ? error.message : String(error) });
  }
}

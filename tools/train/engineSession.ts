import type { DatasetSource } from "#data/dataset.ts";
import { Engine } from "#engine/engine.ts";
import type { EngineCommand } from "#protocol/command.ts";
import type { EngineEvent } from "#protocol/event.ts";
import { transferables } from "#protocol/transferables.ts";

export type EventOf<K extends EngineEvent["type"]> = Extract<EngineEvent, { type: K }>;

interface Waiter {
  take(event: EngineEvent): boolean;
  reject(error: Error): void;
}

/** What the engine reported as `failed`. */
export class EngineFailure extends Error {
  override readonly name = "EngineFailure";
}

/** The worker's engine without a worker: behind a MessageChannel, so that arrays move between both sides as in the page. */
export class EngineSession {
  private readonly near: MessagePort;
  private readonly far: MessagePort;
  private readonly listen: (event: EngineEvent) => void;
  private readonly waiters = new Set<Waiter>();
  private failure: EngineFailure | null = null;

  /** @param listen hears every event. */
  constructor(source: DatasetSource, listen: (event: EngineEvent) => void) {
    this.listen = listen;
    const { port1, port2 } = new MessageChannel();
    this.near = port1;
    this.far = port2;
    const emit = (event: EngineEvent) => port2.postMessage(event, transferables(event));
    const engine = new Engine({ emit, createSource: () => source });
    port2.addEventListener("message", ({ data }) => engine.receive(data));
    port1.addEventListener("message", ({ data }) => this.receive(data as EngineEvent));
    port1.start();
    port2.start();
  }

  send(command: EngineCommand): void {
    this.near.postMessage(command, transferables(command));
  }

  /**
   * The first event of this type from now on. To be asked for in the very task that sends the command, before the answer.
   *
   * @throws {EngineFailure} when the engine fails first, or has failed.
   */
  next<K extends EngineEvent["type"]>(
    type: K,
    isWanted: (event: EventOf<K>) => boolean = () => true,
  ): Promise<EventOf<K>> {
    return new Promise((resolve, reject) => {
      if (this.failure) return reject(this.failure);
      const isOfType = (event: EngineEvent): event is EventOf<K> => event.type === type;
      const take = (event: EngineEvent) => {
        if (!isOfType(event) || !isWanted(event)) return false;
        resolve(event);
        return true;
      };
      this.waiters.add({ take, reject });
    });
  }

  /** Lets the process end; an engine at work goes on until its piece in hand is done. */
  close(): void {
    this.near.close();
    this.far.close();
  }

  private receive(event: EngineEvent): void {
    this.listen(event);
    if (event.type === "failed") {
      this.failure = new EngineFailure(event.message);
      for (const waiter of this.waiters) waiter.reject(this.failure);
      this.waiters.clear();
    }
    for (const waiter of this.waiters) if (waiter.take(event)) this.waiters.delete(waiter);
  }
}

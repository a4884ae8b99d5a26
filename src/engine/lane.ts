import { nextTask } from "./nextTask.ts";

/**
 * A long piece of work cut into short ones. Each `next()` does one and says whether another can follow at once: after "sharing" it
 * can, when the jobs behind have had a turn; after "idle" only a command can bring more.
 */
export type Work = AsyncGenerator<"busy" | "sharing" | "idle", void>;

/** Something that takes its turns in a lane. It emits its own failures: its work ends, and never rejects. */
export interface Job {
  readonly work: Work;
}

/**
 * Jobs that share one device: one piece at a time, the foremost job that has something to do goes first, and between two pieces
 * the thread listens for messages. What does not hurry can stand before the others and take turns with them.
 */
export class Lane {
  /** The foremost first. */
  private jobs: readonly Job[] = [];
  private isRunning = false;
  private isWoken = false;

  /** Puts a job before the others. */
  addFirst(job: Job): void {
    this.jobs = [job, ...this.jobs];
    this.wake();
  }

  /** Puts a job behind the others, though before `follower`, if that is one of them. */
  addLast(job: Job, follower: Job | null = null): void {
    const place = this.jobs.findIndex((other) => other === follower);
    this.jobs = this.jobs.toSpliced(place < 0 ? this.jobs.length : place, 0, job);
    this.wake();
  }

  /**
   * Takes a job out; resolves when its piece in hand is done and it has freed what it held, to false if its work was over
   * already.
   */
  async remove(job: Job): Promise<boolean> {
    const wasAlive = this.jobs.includes(job);
    this.jobs = this.jobs.filter((other) => other !== job);
    await job.work.return();
    return wasAlive;
  }

  /** To be called when a command may have given an idle job something to do. */
  wake(): void {
    this.isWoken = true;
    if (!this.isRunning) void this.run();
  }

  private async run(): Promise<void> {
    this.isRunning = true;
    while (this.isWoken) {
      this.isWoken = false;
      while (await this.takeTurn()) await nextTask();
    }
    this.isRunning = false;
  }

  /** One piece of the foremost job that is not idle, and of those before it that share their turns; false when all are idle. */
  private async takeTurn(): Promise<boolean> {
    let canGoOn = false;
    for (const job of this.jobs) {
      const { done, value } = await job.work.next();
      if (done) this.jobs = this.jobs.filter((other) => other !== job);
      else if (value === "busy") return true;
      else if (value === "sharing") {
        canGoOn = true;
        await nextTask();
      }
    }
    return canGoOn;
  }
}

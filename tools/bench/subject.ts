/** Something that takes steps on a device, to be timed. */
export interface Subject {
  /** Begins one step; resolves when another may be begun. */
  step(): Promise<void>;
  /** Reads what the steps since the last call have to say. */
  collect(): Promise<void>;
  /** After so many steps it is wont to be asked for that. */
  readonly collectSteps: number;
  /** Waits until the device has done all steps. */
  settle(): Promise<void>;
  dispose(): void;
}

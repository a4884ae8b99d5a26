import type { EngineClient } from "#client/engineClient.ts";
import type { AppStore } from "#store/appStore.ts";
import type { Choices } from "#store/choices.ts";
import type { RunId } from "#protocol/command.ts";
import type { EvaluationRequest, SampleRequest } from "#protocol/config.ts";
import { trainingConfigOf } from "#store/engineChoice.ts";
import { canTrain, isAtRest } from "#store/session.ts";
import { currentSampleRequest, isSameProcess } from "#store/samplingChoice.ts";
import { axisOf, isTrainingAhead, seekAxis } from "./axis.ts";
import { frameNearest } from "./reverseProcess.ts";

export type Room = Choices["room"];

export const rooms: readonly Room[] = ["noise", "learn", "denoise"];

/** Everything that a user can do, by button, key or lesson; each is one small change of state or one engine command. */
export type Commands = ReturnType<typeof createCommands>;

export function createCommands(store: AppStore, engine: EngineClient) {
  const { choose, look, getState } = store;
  /** What the engine was last asked to sample; events may lag behind it. */
  let requested: SampleRequest | null = null;
  /** Whose network was asked, if one was. */
  let requestedOf: RunId | null = null;
  /** The run that is to answer it. */
  let samplingRun: RunId | null = null;
  /** The training run that was asked for last. */
  let startedRun: RunId | null = null;
  /** Seed of the process that the present branch left; null where there is no branch. */
  let trunkSeed: number | null = null;

  function seek(value: number): void {
    look({ isPlaying: false });
    seekAxis(store, value);
  }

  /** Moves along the room's own direction: noise grows in Noise, shrinks in Denoise. */
  function advance(steps: number): void {
    const { value, stride, direction } = axisOf(getState());
    seek(value + steps * stride * direction);
  }

  /** Moves along the axis by the arrow keys: right is right in every room. */
  function move(steps: number): void {
    const { value, stride } = axisOf(getState());
    seek(value + steps * stride);
  }

  /** Plays the room along its axis. At the newest step of a training run that is the training itself. */
  function togglePlay(): void {
    const { view } = getState();
    if (isTrainingAhead(getState())) return toggleTraining();
    if (!view.isPlaying) rewindAtEnd();
    look({ isPlaying: !view.isPlaying, playUntil: null });
  }

  function rewindAtEnd(): void {
    const axis = axisOf(getState());
    const end = axis.direction > 0 ? axis.max : 0;
    if (axis.value === end) seekAxis(store, axis.direction > 0 ? 0 : axis.max);
  }

  /** Back to where the room's story begins. A training run is discarded by `discardTraining`, which the page asks about. */
  function rewind(): void {
    const axis = axisOf(getState());
    seek(axis.direction > 0 ? 0 : axis.max);
  }

  function goTo(room: Room): void {
    choose({ room });
    look({ isPlaying: false });
  }

  function newNoise(): void {
    const { choices } = getState();
    if (choices.room === "denoise") {
      trunkSeed = null;
      choose({ sampleSeed: (choices.sampleSeed + 1) % 2 ** 32 });
      sample();
    } else {
      choose({ noiseSeed: (choices.noiseSeed + 1) % 2 ** 32 });
    }
  }

  function startTraining(paused = false): void {
    startedRun = engine.train(trainingConfigOf(getState().choices), paused);
    look({ learnStep: null, isPlaying: false });
    goTo("learn");
  }

  /** Train from scratch, pause, continue, or train on past a reached budget: the one primary button. */
  function toggleTraining(): void {
    const { training } = getState().session;
    if (!training) return startTraining();
    if (!canTrain(training)) return undefined;
    if (isAtRest(training)) return continueTraining(training.step, training.config.steps);
    engine.pause();
  }

  function continueTraining(step: number, budget: number): void {
    look({ learnStep: null });
    engine.resume(step < budget ? budget - step : budget);
  }

  function stepTraining(): void {
    const { training } = getState().session;
    look({ learnStep: null, isPlaying: false });
    if (training && !canTrain(training)) return;
    if (!training) startTraining(true);
    engine.step();
  }

  function discardTraining(): void {
    engine.discard();
    look({ learnStep: null });
  }

  function request(next: SampleRequest): void {
    requested = next;
    requestedOf = networkRun(next);
    samplingRun = engine.sample(next);
  }

  function networkRun({ denoiser }: SampleRequest): RunId | null {
    return denoiser === "exact" ? null : (getState().session.training?.run ?? null);
  }

  /** Runs the reverse process to its end. */
  function sample(): void {
    look({ isPlaying: false });
    choose({ dt: 0 });
    const { choices, session } = getState();
    request(currentSampleRequest(choices, session.training));
  }

  /** Runs it again where the choices have changed since, as far as the playhead stands. */
  function sampleIfChanged(): void {
    const { choices, session } = getState();
    const next = currentSampleRequest(choices, session.training);
    const isOther = !requested || !isSameProcess(requested, next) || requestedOf !== networkRun(next);
    if (isOther) request(next);
  }

  /** One step of what the room is about; stepping pauses first. In Learn that is one training step. */
  function step(): void {
    if (getState().choices.room === "learn") stepTraining();
    else advance(1);
  }

  /** Freezes x_t at the playhead and resamples the rest with fresh noise. DDPM Fig. 7. */
  function branch(): void {
    const { session, choices } = getState();
    const { sampling } = session;
    const frame = sampling && frameNearest(sampling, choices.dt);
    if (!frame || frame.t === 0) return;
    const seed = (choices.sampleSeed + 1) % 2 ** 32;
    trunkSeed ??= choices.sampleSeed;
    look({ isPlaying: false });
    choose({ sampleSeed: seed, dt: 0 });
    request({ ...sampling.start.request, seed, start: { t: frame.t, xt: frame.xt.slice() } });
  }

  /** Back to the process that was branched from: the same seed gives the same pictures again. */
  function leaveBranch(): void {
    if (trunkSeed !== null) choose({ sampleSeed: trunkSeed });
    trunkSeed = null;
    sample();
  }

  /** Asks again for what failed: the reverse process, the run's next steps, or a run that never started. */
  function retry(): void {
    const { failure, training } = getState().session;
    if (!failure) return;
    store.dismissFailure();
    if (requested && failure.run === samplingRun) request(requested);
    else if (training && failure.run === training.run) toggleTraining();
    else if (failure.run === startedRun) startTraining();
  }

  return {
    seek,
    advance,
    move,
    togglePlay,
    rewind,
    goTo,
    newNoise,
    startTraining,
    toggleTraining,
    step,
    discardTraining,
    sample,
    sampleIfChanged,
    branch,
    leaveBranch,
    retry,
    cancelSampling: () => engine.cancel(),
    evaluate: (request: EvaluationRequest) => engine.evaluate(request),
    cancelEvaluation: () => engine.cancelEvaluation(),
  };
}

import type { AppState, AppStore } from "#store/appStore.ts";
import { timestepNearest } from "./reverseProcess.ts";

/** The one horizontal axis of a room, shared by chart, film strip and scrubber. */
export interface Axis {
  readonly kind: "timestep" | "trainingStep";
  readonly value: number;
  readonly max: number;
  /** Furthest value that can be looked at: a training run has no future yet. */
  readonly reach: number;
  /** Distance of one step. */
  readonly stride: number;
  /** +1 plays to the right, -1 to the left: x_0 is always left. */
  readonly direction: 1 | -1;
}

export function axisOf({ choices, session, view }: AppState): Axis {
  switch (choices.room) {
    case "noise":
      return {
        kind: "timestep",
        value: choices.t,
        max: choices.T,
        reach: choices.T,
        stride: 1,
        direction: 1,
      };
    case "denoise": {
      const T = session.sampling?.start.schedule.T ?? choices.T;
      const visited = session.sampling?.start.timesteps ?? [];
      const stride =
        visited.length > 1 ? Math.max(1, Math.round((visited[0] ?? T) / (visited.length - 1))) : 1;
      const value = Math.max(Math.min(choices.dt, T), arrivedAt(session.sampling));
      return { kind: "timestep", value, max: T, reach: T, stride, direction: -1 };
    }
    case "learn": {
      const { training } = session;
      const reach = training?.step ?? 0;
      const max = Math.max(training?.config.steps ?? choices.budget, reach);
      const value = Math.min(view.learnStep ?? reach, reach);
      return { kind: "trainingStep", value, max, reach, stride: 1, direction: 1 };
    }
  }
}

/** Moves the playhead of the present room to `value`, as near as it is legal. */
export function seekAxis(store: AppStore, value: number): void {
  const state = store.getState();
  const { session } = state;
  const axis = axisOf(state);
  const legal = Math.round(Math.min(axis.reach, Math.max(0, value)));
  switch (state.choices.room) {
    case "noise":
      store.choose({ t: legal });
      break;
    case "denoise":
      store.choose({ dt: session.sampling ? timestepNearest(session.sampling, legal) : legal });
      break;
    case "learn":
      store.look({ learnStep: legal === axis.reach ? null : legal });
  }
}

/** A running process has come down to here; the playhead goes along with it to the place where it is wanted. */
function arrivedAt(sampling: AppState["session"]["sampling"]): number {
  if (sampling?.status !== "running") return 0;
  return sampling.frames.at(-1)?.t ?? sampling.start.timesteps[0] ?? 0;
}

/** Whether playing on means training on: in Learn, at the newest step, with the budget not yet spent. */
export function isTrainingAhead({ choices, session, view }: AppState): boolean {
  if (choices.room !== "learn" || view.isPlaying || view.learnStep !== null) return false;
  const { training } = session;
  return training?.status !== "paused" || training.step < training.config.steps;
}

/** Whether training steps are being taken. */
export function isTrainingNow({ session: { training } }: AppState): boolean {
  return training?.status === "running" || training?.status === "compiling";
}
